host => {
  // Lets a reader meet the parts of a drawing, by pointer or with the Tab key.
  const card = document.createElement("div");
  card.style.cssText = "position:absolute;z-index:9;display:none;max-width:420px;" +
    "padding:8px 11px;border:1px solid #99a2ad;border-radius:6px;background:#fff;" +
    "color:#1c2430;font:12px/1.5 system-ui,sans-serif;white-space:pre-wrap;" +
    "box-shadow:0 3px 12px #0003;pointer-events:none";
  host.style.cssText = "position:relative;overflow-x:auto";
  host.append(card);
  return (svg, cards) => {
    const arrows = [...svg.querySelectorAll(".arrow")];
    const hide = () => {
      card.style.display = "none";
      arrows.forEach(a => a.style.opacity = "");
    };
    const show = box => {
      const name = box.dataset.links;
      const [first, ...rest] = box.getAttribute("aria-label").split("\n");
      const head = document.createElement("b");
      head.textContent = first;
      card.replaceChildren(head, "\n" + rest.join("\n"));
      arrows.forEach(a =>
        a.style.opacity = a.dataset.links.split(" ").includes(name) ? "" : ".25");
      card.style.display = "block";
      const at = box.getBoundingClientRect(), to = host.getBoundingClientRect();
      const right = at.right - to.left + 10, room = to.width - card.offsetWidth;
      const left = right <= room ? right :
        Math.max(0, at.left - to.left - card.offsetWidth - 10);
      const low = Math.min(at.top - to.top, to.height - card.offsetHeight);
      card.style.left = left + host.scrollLeft + "px";
      card.style.top = Math.max(0, low) + "px";
    };
    hide();
    svg.querySelectorAll(".box").forEach((box, i) => {
      box.setAttribute("role", "img");
      box.setAttribute("tabindex", "0");
      box.setAttribute("aria-label", cards[i]);
      box.addEventListener("pointerenter", () => show(box));
      box.addEventListener("pointerleave", hide);
      box.addEventListener("focus", () => show(box));
      box.addEventListener("blur", hide);
    });
    svg.addEventListener("keydown", e => e.key === "Escape" && hide());
  };
}
