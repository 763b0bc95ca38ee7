(meet, cards, packed) => {
  // A graph to walk through: each click shows another drawing that was made beforehand.
  const here = document.currentScript, img = here.previousElementSibling;
  const host = here.parentElement;
  const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const parsed = text => new DOMParser()
    .parseFromString(text, "image/svg+xml").documentElement;
  const make = (tag, css, set = {}) => {
    const made = Object.assign(document.createElement(tag), set);
    made.style.cssText = css;
    return made;
  };
  const ring = input => {
    input.onfocus = () => input.style.outline = "2px solid #0072b2";
    input.onblur = () => input.style.outline = "none";
    input.style.outlineOffset = "2px";
    input.dataset.lmSuppressShortcuts = "true"; // Else JupyterLab takes the keys.
    return input;
  };
  const field = "font:inherit;color:#1c2430;background:#fff;border:1px solid #6f7986;" +
    "border-radius:5px;padding:2px 6px;margin:0";
  const start = ({names, states, parts, cards: more}) => {
    cards.push(...more);
    const every = names.split("\n");
    const meeting = make("div", "");
    const entered = meet(meeting);
    let svg, state, at = 0;
    const say = text => status.textContent = text;
    const panel = make("div", "box-sizing:border-box;max-width:900px;padding:7px 14px;" +
      "margin-bottom:4px;display:flex;flex-wrap:wrap;align-items:center;gap:6px 22px;" +
      "border:1px solid #d5d9de;border-radius:8px;background:#fff;color:#1c2430;" +
      "color-scheme:light;" +
      "font:12.5px/1.6 system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif");
    const labelled = (name, input) => {
      const label = make("label", "display:flex;align-items:center;gap:9px;margin:0");
      input.setAttribute("aria-label", name);
      label.append(make("span", "font-weight:600", {textContent: name}), ring(input));
      panel.append(label);
      return input;
    };
    const show = parts.length > 1 && labelled("show", make("select", field));
    const search = every.length > 7 &&
      labelled("search", make("input", field + ";width:130px", {type: "search"}));
    const again = ring(make("button", field + ";cursor:pointer",
      {type: "button", textContent: "as at first"}));
    const status = make("output", "flex:1 1 200px;color:#56606d");
    panel.append(again, status);
    const light = (lit, told) => {
      // What is not lit steps back; with nothing to light, all is as it was.
      const boxes = [...svg.querySelectorAll(".box")];
      const names = new Set(boxes.filter((_, i) => !lit || lit(i)).map(b => b.dataset.links));
      boxes.forEach((box, i) => box.style.opacity = !lit || lit(i) ? "" : ".22");
      svg.querySelectorAll(".arrow").forEach(arrow => arrow.style.visibility =
        arrow.dataset.links.split(" ").every(name => names.has(name)) ? "" : "hidden");
      say(told);
    };
    const hint = () => states.length > 1 ?
      "+ opens, \u2212 shuts; click an operation for what it needs" :
      "click an operation for what it needs";
    const needs = i => {
      const [mask, count, name] = state.needs[i];
      const on = j => mask[j] === "1";
      light(on, `${name} needs ${count} of ${every.length} operations; Escape shows all`);
    };
    const found = () => {
      const wanted = search.value.trim().toLowerCase();
      if (!wanted) return light(null, hint());
      const hits = every.map((_, i) => i).filter(i =>
        state.home[i] >= 0 && every[i].toLowerCase().includes(wanted));
      const boxes = new Set(hits.map(i => state.home[i]));
      const folded = hits.filter(i => state.opens[state.home[i]] >= 0).length;
      light(i => boxes.has(i), `${hits.length} of ${every.length} operations` +
        (folded ? `, ${folded} of them folded` : "") +
        (hits.length ? ": " + hits.slice(0, 3).map(i => every[i]).join(", ") : "") +
        (hits.length > 3 ? ", \u2026" : ""));
    };
    const sign = (part, x, y, text) => {
      const made = parsed(`<g xmlns="http://www.w3.org/2000/svg">` +
        `<circle cx="${x}" cy="${y}" r="7.5" fill="#fff" stroke="#56606d"/>` +
        `<path d="M ${x - 4} ${y} H ${x + 4}${text === "+" ? ` M ${x} ${y - 4} V ${y + 4}` : ""}"` +
        ` stroke="#1c2430" stroke-width="1.8"/></g>`);
      part.append(document.importNode(made, true));
    };
    const act = (part, run) => {
      part.style.cursor = "pointer";
      part.setAttribute("role", "button");
      part.setAttribute("tabindex", "0");
      part.dataset.lmSuppressShortcuts = "true";
      part.addEventListener("click", () => run());
      part.addEventListener("keydown", e => {
        if (e.key !== "Enter" && e.key !== " ") return;
        e.preventDefault();
        run(true); // The focus moves along: else Tab would start from the top again.
      });
    };
    const go = (to, name, keyed) => {
      at = to;
      state = states[at];
      const drawn = state.svg || new TextDecoder().decode(bytes(img.src.split(",")[1]));
      const next = document.importNode(parsed(drawn), true);
      svg.replaceWith(next);
      svg = next;
      entered(svg, state.cards.map(i => cards[i]));
      const boxes = [...svg.querySelectorAll(".box")];
      const scopes = [...svg.querySelectorAll(".scope")];
      boxes.forEach((box, i) => {
        const opens = state.opens[i];
        act(box, keyed => opens < 0 ? needs(i) : go(opens, state.scopes[i], keyed));
        if (opens < 0) return;
        const edge = box.querySelector("path").getBBox();
        sign(box, edge.x + edge.width - 2, edge.y + 1, "+");
      });
      scopes.forEach((scope, i) => {
        const [shuts, title] = state.shuts[i];
        if (shuts < 0) return;
        scope.setAttribute("aria-label", "shut " + title);
        act(scope, keyed => go(shuts, title, keyed));
        const edge = scope.querySelector("path").getBBox();
        sign(scope, edge.x + edge.width - 3, edge.y + 3, "\u2212");
      });
      svg.addEventListener("keydown", e => e.key === "Escape" && light(null, hint()));
      again.style.display = at ? "" : "none";
      if (show) show.selectedIndex = state.part;
      if (search && search.value) found();
      else say((name ? `${name}: ${boxes.length} boxes are shown; ` : "") + hint());
      if (!keyed) return;
      const there = boxes.findIndex((_, i) => state.scopes[i] === name);
      const frame = state.shuts.findIndex(([, title]) => title === name);
      (boxes[there] || scopes[frame])?.focus({preventScroll: true});
    };
    parts.forEach(part => show && show.add(new Option(part)));
    if (show) show.onchange = () => go(state.parts[show.selectedIndex]);
    if (search) search.oninput = found;
    again.onclick = () => {
      if (search) search.value = "";
      go(0);
    };
    svg = make("span", "");
    meeting.append(svg);
    img.replaceWith(panel, meeting);
    here.remove();
    go(0);
  };
  const stream = new Blob([bytes(packed)]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  new Response(stream).json().then(start);
}
