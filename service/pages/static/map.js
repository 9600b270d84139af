// Moves and zooms the map by keys, wheel with Ctrl, and dragging; without this, its links do.
"use strict";

const frame = document.querySelector("[data-map-frame]");
const map = frame && frame.querySelector("svg[data-map]");
if (map) {
  const whole = map.viewBox.baseVal;
  const start = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  let box = { ...start };

  const show = () => map.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
  const scale = (factor, atX = 0.5, atY = 0.5) => {
    const width = Math.min(start.width, Math.max(start.width / 8, box.width * factor));
    const height = (width * start.height) / start.width;
    box = { x: box.x + (box.width - width) * atX, y: box.y + (box.height - height) * atY, width, height };
    show();
  };
  const move = (x, y) => {
    box = { ...box, x: box.x + x * box.width, y: box.y + y * box.height };
    show();
  };

  const steps = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps) move(...steps[event.key]);
    else if (event.key === "+" || event.key === "=") scale(0.8);
    else if (event.key === "-") scale(1.25);
    else if (event.key === "0") {
      box = { ...start };
      show();
    } else return;
    event.preventDefault();
  });

  map.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      const edge = map.getBoundingClientRect();
      scale(event.deltaY < 0 ? 0.85 : 1.18, (event.clientX - edge.left) / edge.width, (event.clientY - edge.top) / edge.height);
      event.preventDefault();
    },
    { passive: false },
  );

  // A disc opens where it stands, nearer.
  map.addEventListener("dblclick", (event) => {
    const disc = event.target.closest("[data-lat]");
    if (!disc) return scale(0.6);
    const nearer = document.querySelector('[data-steer="+"]');
    const address = new URL(nearer.href);
    address.searchParams.set("lat", disc.dataset.lat);
    address.searchParams.set("lon", disc.dataset.lon);
    window.location.assign(address);
  });

  let held = null;
  map.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") return;
    held = { x: event.clientX, y: event.clientY };
    map.setPointerCapture(event.pointerId);
  });
  map.addEventListener("pointermove", (event) => {
    if (!held) return;
    const edge = map.getBoundingClientRect();
    move((held.x - event.clientX) / edge.width, (held.y - event.clientY) / edge.height);
    held = { x: event.clientX, y: event.clientY };
  });
  for (const end of ["pointerup", "pointercancel"]) {
    map.addEventListener(end, () => (held = null));
  }
}
