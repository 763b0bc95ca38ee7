(controls, blocks) => {
  // Puts the drawing itself in place of its image, and below it what moves it.
  const here = document.currentScript, img = here.previousElementSibling;
  const bytes = Uint8Array.from(atob(img.src.split(",")[1]), c => c.charCodeAt(0));
  const svg = new DOMParser()
    .parseFromString(new TextDecoder().decode(bytes), "image/svg+xml").documentElement;
  const host = here.parentElement;
  const make = (tag, css, set = {}) => {
    const made = Object.assign(document.createElement(tag), set);
    made.style.cssText = css;
    return made;
  };
  host.style.overflowX = "auto";
  const groups = svg.querySelectorAll("g");
  const parts = blocks.map(([name, follows, targets, values, codes, runs]) => {
    const digits = Math.max(1, (values.length - 1).toString(36).length);
    const run = new RegExp(`(.{${digits}})(.)`, "g");
    const spelt = row => row.replace(run, (_, code, n) => code.repeat(parseInt(n, 36)));
    return {
      name, follows, values, digits,
      shown: [],
      codes: runs ? codes.map(spelt) : codes,
      targets: targets.map(([g, i]) => g < 0 ? svg : i < 0 ? groups[g] : groups[g].children[i]),
    };
  });
  const places = controls.map(control => control.start);
  const give = (target, name, value) =>
    name === "" ? target.textContent = value :
    name === "*" ? target.innerHTML = value :
    value === null ? target.removeAttribute(name) : target.setAttribute(name, value);
  const draw = () => parts.forEach(part => {
    const at = part.follows.reduce((at, c) => at * controls[c].labels.length + places[c], 0);
    part.targets.forEach((target, t) => {
      const code = part.codes[t].substr(at * part.digits, part.digits);
      if (part.shown[t] === code) return;
      part.shown[t] = code;
      give(target, part.name, part.values[parseInt(code, 36)]);
    });
  });
  const ring = input => {
    input.onfocus = () => input.style.outline = "2px solid #0072b2";
    input.onblur = () => input.style.outline = "none";
    input.style.outlineOffset = "3px";
    input.dataset.lmSuppressShortcuts = "true"; // Else JupyterLab takes the arrow keys.
    return input;
  };
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const kinds = {
    slider(control, set) {
      const last = control.labels.length - 1;
      const input = make("input", "flex:1;min-width:140px;margin:0;accent-color:#0072b2",
        {type: "range", min: 0, max: last, step: 1, value: control.start});
      const width = Math.max(...control.labels.map(label => label.length));
      const said = make("output", `min-width:${width}ch;font-variant-numeric:tabular-nums`);
      const show = () => {
        said.textContent = control.labels[+input.value];
        input.setAttribute("aria-valuetext", said.textContent);
      };
      let timer = 0;
      const stop = () => {
        clearInterval(timer);
        timer = 0;
        if (button) button.textContent = "▶";
      };
      const move = to => {
        input.value = to;
        show();
        set(+input.value);
      };
      const button = control.plays && !calm && make("button",
        "font:inherit;width:30px;height:24px;padding:0;border:1px solid #6f7986;" +
        "border-radius:5px;background:#fff;color:#1c2430;cursor:pointer",
        {type: "button", textContent: "▶"});
      if (button) {
        button.setAttribute("aria-label", "play or pause " + control.name);
        button.onclick = () => {
          if (timer) return stop();
          if (+input.value === last) move(0);
          button.textContent = "❚❚";
          timer = setInterval(() =>
            host.isConnected && +input.value < last ? move(+input.value + 1) : stop(), 150);
        };
        ring(button);
      }
      input.oninput = () => {
        stop();
        move(input.value);
      };
      show();
      return [button, input, said].filter(Boolean);
    },
    choice(control, set) {
      const input = make("select", "font:inherit;color:#1c2430;background:#fff;" +
        "border:1px solid #6f7986;border-radius:5px;padding:2px 4px");
      control.labels.forEach(label => input.add(new Option(label)));
      input.selectedIndex = control.start;
      input.onchange = () => set(input.selectedIndex);
      return [input];
    },
    switch(control, set) {
      const input = make("input", "margin:0;width:16px;height:16px;accent-color:#0072b2",
        {type: "checkbox", checked: control.start === 1});
      const said = make("output", "min-width:3ch");
      const show = () => said.textContent = control.labels[+input.checked];
      input.onchange = () => {
        show();
        set(+input.checked);
      };
      show();
      return [input, said];
    },
  };
  // Where the drawing has to be scrolled, as on a page zoomed to 200 %, this stays.
  const panel = make("div", `box-sizing:border-box;width:${img.width}px;margin-top:4px;` +
    "max-width:100%;position:sticky;left:0;" +
    "padding:8px 14px;display:flex;flex-wrap:wrap;gap:6px 22px;border:1px solid #d5d9de;" +
    "border-radius:8px;background:#fff;color:#1c2430;color-scheme:light;" +
    "font:12.5px/1.6 system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif");
  controls.forEach((control, c) => {
    const grows = control.kind === "slider" ? "1 1 260px" : "0 0 auto";
    // A button inside a label would be pressed with it.
    const label = make(control.plays ? "div" : "label", `flex:${grows};display:flex;` +
      "align-items:center;gap:9px;margin:0");
    const made = kinds[control.kind](control, place => {
      places[c] = place;
      draw();
    });
    const input = made.find(one => one.matches("input,select"));
    input.setAttribute("aria-label", control.name);
    ring(input);
    label.append(make("span", "font-weight:600", {textContent: control.name}), ...made);
    panel.append(label);
  });
  img.replaceWith(svg);
  here.replaceWith(panel);
}
