(meet, cards) => {
  // Puts the drawing itself in place of its image, so that its parts can be met.
  const here = document.currentScript, img = here.previousElementSibling;
  const bytes = Uint8Array.from(atob(img.src.split(",")[1]), c => c.charCodeAt(0));
  const svg = new DOMParser()
    .parseFromString(new TextDecoder().decode(bytes), "image/svg+xml").documentElement;
  const host = here.parentElement;
  img.replaceWith(svg);
  here.remove();
  meet(host)(svg, cards);
}
