// Suggestions while typing, as a combobox (ARIA Authoring Practices); Enter without a choice searches.
"use strict";

const WAIT = 150;
const LEAST = 2;

for (const [number, form] of [...document.querySelectorAll("form[action='/search']")].entries()) {
  const input = form.elements.q;
  if (!input) continue;
  const list = document.createElement("ul");
  list.id = `suggestions-${number}`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label") || input.labels[0]?.textContent.trim() || "");
  input.parentElement.append(list);
  input.parentElement.classList.add("suggesting");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"],
    ["aria-controls", list.id]]) input.setAttribute(name, value);

  let options = [], chosen = -1, timer = 0, asked = 0;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (position) => {
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === position)));
    chosen = position;
    if (position < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", options[position].id);
      options[position].scrollIntoView({ block: "nearest" });
    }
  };
  const show = (found) => {
    list.replaceChildren();
    options = found.map((each, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.dataset.address = each.address;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const kind = document.createElement("small");
      kind.textContent = each.kind;
      option.append(document.createTextNode(each.name + " "), kind);
      list.append(option);
      return option;
    });
    list.hidden = options.length === 0;
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const ask = async () => {
    const turn = ++asked;
    const text = input.value.trim();
    if (text.length < LEAST) return close();
    const address = new URL("/search/suggest", location.href);
    address.searchParams.set("q", text);
    const language = form.elements.lang?.value;
    if (language) address.searchParams.set("lang", language);
    try {
      const answer = await fetch(address);
      const found = answer.ok ? await answer.json() : [];
      if (turn === asked && document.activeElement === input) show(found);
    } catch {
      close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((chosen + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(options[chosen].dataset.address);
    }
  });
  input.addEventListener("blur", close);
  // Before the field loses the focus, which would close the list.
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option) location.assign(option.dataset.address);
  });
}
