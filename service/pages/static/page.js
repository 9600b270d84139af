// What makes pages quicker to use; each page works without it.
"use strict";

// A filter form shows its choice at once.
for (const form of document.querySelectorAll("form[data-filters]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio]")) {
      for (const field of form.elements) {
        if (field.name && field.value === "") field.disabled = true;
      }
      form.requestSubmit();
    }
  });
}

// One group of the menu is open at a time; Escape and a click elsewhere close it.
const groups = [...document.querySelectorAll(".menu details")];
for (const group of groups) {
  group.addEventListener("toggle", () => {
    if (group.open) groups.filter((other) => other !== group).forEach((other) => (other.open = false));
  });
}
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && groups.find((group) => group.open);
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  if (!event.target.closest(".menu")) groups.forEach((group) => (group.open = false));
});
