(function () {
  "use strict";
  const container = document.getElementById("nwd-picture");
  if (!container) { return; }
  const byId = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(byId(id).textContent);
  const nodeList = read("nwd-nodes");
  const edgeList = read("nwd-edges").map((edge, place) => ({ ...edge, id: "e" + place }));
  const layout = read("nwd-layout");
  const nodes = new vis.DataSet(nodeList);
  const edges = new vis.DataSet(edgeList);
  const nodeRows = Array.from(document.querySelectorAll("#nwd-node-table tbody tr"));
  const edgeRows = Array.from(document.querySelectorAll("#nwd-edge-table tbody tr"));
  const rowOf = new Map(nodeRows.map((row) => [row.dataset.node, row]));
  const margin = 30;
  const heading = 46;
  const readable = 0.8;

  const details = byId("nwd-details");

  /* The page scrolls, so the picture may be as tall as it takes to be read at full width. */
  const fullWidth = layout.width + 2 * margin;
  const fullHeight = layout.height + heading + 2 * margin;
  const fitScale = () => Math.min(1.15, container.clientWidth / fullWidth);
  const isNarrow = () => container.clientWidth < 700;
  function setHeight() {
    const wanted = isNarrow() ? window.innerHeight * 0.7 : fullHeight * fitScale();
    container.style.height = Math.round(Math.min(Math.max(wanted, 320), 2400)) + "px";
  }
  setHeight();

  const network = new vis.Network(container, { nodes: nodes, edges: edges }, read("nwd-options"));
  if (container.firstElementChild) { container.firstElementChild.tabIndex = -1; }

  network.on("beforeDrawing", (pen) => {
    pen.save();
    const corner = network.DOMtoCanvas({ x: 0, y: 0 });
    const far = network.DOMtoCanvas({ x: container.clientWidth, y: container.clientHeight });
    pen.fillStyle = "#ffffff";
    pen.fillRect(corner.x, corner.y, far.x - corner.x, far.y - corner.y);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    for (const band of layout.bands) {
      pen.fillStyle = "#f4f6f8";
      pen.fillRect(band.left, -heading, band.width, layout.height + heading + margin / 2);
      pen.fillStyle = "#3a3d40";
      pen.font = "bold 19px sans-serif";
      pen.fillText(band.title, band.left + band.width / 2, -heading / 2 - 2, band.width - 12);
    }
    pen.restore();
  });

  function showAll() {
    const scale = Math.min(fitScale(), container.clientHeight / fullHeight);
    network.moveTo({ position: { x: layout.width / 2, y: (layout.height - heading) / 2 }, scale: scale });
  }
  function showStart() {
    if (!isNarrow()) { showAll(); return; }
    const x = container.clientWidth / 2 / readable - margin / 2;
    const y = container.clientHeight / 2 / readable - heading - margin / 2;
    network.moveTo({ position: { x: x, y: y }, scale: readable });
  }
  function zoom(factor) {
    network.moveTo({ scale: Math.min(3, Math.max(0.1, network.getScale() * factor)) });
  }
  function move(right, down) {
    const centre = network.getViewPosition();
    const step = 80 / network.getScale();
    network.moveTo({ position: { x: centre.x + right * step, y: centre.y + down * step } });
  }

  function dim(keep) {
    nodes.update(nodeList.map((node) => ({ id: node.id, opacity: !keep || keep.has(node.id) ? 1 : 0.15 })));
  }
  function line(text) {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }
  function paragraph(text) {
    const item = document.createElement("p");
    item.textContent = text;
    return item;
  }
  function cells(row) { return Array.from(row.children, (cell) => cell.textContent); }

  function clear() {
    network.unselectAll();
    dim(null);
    edges.update(edgeList.map((edge) => ({ id: edge.id, color: { ...edge.color, opacity: 1 } })));
    for (const row of nodeRows.concat(edgeRows)) { row.classList.remove("chosen"); }
    details.hidden = true;
  }
  function list(body, title, items) {
    if (!items.length) { return; }
    const head = document.createElement("strong");
    head.textContent = title;
    const holder = document.createElement("ul");
    holder.append(...items.map(line));
    body.append(head, holder);
  }
  function bringIntoView(id) {
    const position = network.getPositions([id])[id];
    const spot = () => network.canvasToDOM(position);
    const inside = (at) => at.x > 0 && at.y > 0 && at.x < container.clientWidth && at.y < container.clientHeight;
    if (isNarrow() || !inside(spot())) {
      network.moveTo({ position: position, scale: Math.max(network.getScale(), readable) });
    }
    const top = container.getBoundingClientRect().top + spot().y;
    window.scrollBy(0, top - window.innerHeight / 2);
  }
  function choose(id, moveThere) {
    const row = rowOf.get(id);
    if (!row) { return; }
    const keep = new Set([id]);
    for (const edge of edgeList) {
      if (edge.from === id) { keep.add(edge.to); }
      if (edge.to === id) { keep.add(edge.from); }
    }
    dim(keep);
    edges.update(edgeList.map((edge) => ({
      id: edge.id,
      color: { ...edge.color, opacity: edge.from === id || edge.to === id ? 1 : 0.08 },
    })));
    network.selectNodes([id], false);
    if (moveThere) { bringIntoView(id); }
    for (const other of nodeRows) { other.classList.toggle("chosen", other === row); }
    const touching = edgeRows.filter((other) => {
      const touches = other.dataset.from === id || other.dataset.to === id;
      other.classList.toggle("chosen", touches);
      return touches;
    });
    const [name, kind, sector, partner, facts] = cells(row);
    const body = byId("nwd-details-body");
    byId("nwd-details-title").textContent = name;
    body.replaceChildren(paragraph([kind, sector, partner].filter(Boolean).join(" · ")));
    if (facts) { body.append(paragraph(facts)); }
    const words = (other, end) => {
      const [from, link, to, mode, status, needs] = cells(other);
      const extra = [mode, other.dataset.status === "active" ? "" : status, needs].filter(Boolean).join(", ");
      const verb = other.dataset.link === "offers" && end === "from" ? details.dataset.offeredBy : link;
      return verb + ": " + (end === "to" ? to : from) + (extra ? " (" + extra + ")" : "");
    };
    details.hidden = false;
    list(body, details.dataset.leadsTo, touching.filter((o) => o.dataset.from === id).map((o) => words(o, "to")));
    list(body, details.dataset.comesFrom, touching.filter((o) => o.dataset.to === id).map((o) => words(o, "from")));
  }

  network.on("click", (event) => {
    if (event.nodes.length) { choose(event.nodes[0], false); } else { clear(); }
  });
  network.on("hoverNode", () => { container.style.cursor = "pointer"; });
  network.on("blurNode", () => { container.style.cursor = ""; });
  container.addEventListener("pointerdown", () => {
    network.setOptions({ interaction: { zoomView: true } });
  });
  container.addEventListener("pointerleave", () => {
    network.setOptions({ interaction: { zoomView: false } });
  });
  const keys = new Map([
    ["ArrowLeft", () => move(-1, 0)], ["ArrowRight", () => move(1, 0)],
    ["ArrowUp", () => move(0, -1)], ["ArrowDown", () => move(0, 1)],
    ["+", () => zoom(1.25)], ["=", () => zoom(1.25)], ["-", () => zoom(0.8)],
    ["Home", showAll], ["Escape", clear],
  ]);
  container.addEventListener("keydown", (event) => {
    const action = keys.get(event.key);
    if (action && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      action();
    }
  });

  function filter() {
    const sought = byId("nwd-find").value.trim().toLowerCase();
    const hit = (row) => !sought || row.textContent.toLowerCase().includes(sought);
    for (const row of nodeRows.concat(edgeRows)) { row.hidden = !hit(row); }
    const named = (row) => row.firstElementChild.textContent.toLowerCase().includes(sought);
    dim(sought ? new Set(nodeRows.filter(named).map((row) => row.dataset.node)) : null);
    return nodeRows.find(named);
  }
  byId("nwd-tools").hidden = false;
  byId("nwd-hint").hidden = false;
  byId("nwd-find").addEventListener("input", filter);
  byId("nwd-tools").addEventListener("submit", (event) => {
    event.preventDefault();
    const first = byId("nwd-find").value.trim() && filter();
    if (first) { choose(first.dataset.node, true); }
  });
  byId("nwd-in").addEventListener("click", () => zoom(1.25));
  byId("nwd-out").addEventListener("click", () => zoom(0.8));
  byId("nwd-fit").addEventListener("click", showAll);
  for (const button of [byId("nwd-clear"), byId("nwd-close")]) {
    button.addEventListener("click", () => {
      byId("nwd-find").value = "";
      filter();
      clear();
    });
  }
  byId("nwd-save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.download = "network.png";
    link.href = container.querySelector("canvas").toDataURL("image/png");
    link.click();
  });
  for (const row of nodeRows) {
    const button = row.querySelector("button.show");
    button.hidden = false;
    button.addEventListener("click", () => {
      choose(row.dataset.node, true);
      container.focus({ preventScroll: true });
    });
  }
  let width = container.clientWidth;
  window.addEventListener("resize", () => {
    if (container.clientWidth === width) { return; }
    width = container.clientWidth;
    setHeight();
    network.setSize("100%", "100%");
    network.redraw();
    showStart();
  });
  showStart();
  network.redraw();
  document.documentElement.dataset.drawn = "true";
})();
