// A long query is sent as a form, since addresses have an end; the page works without this.
"use strict";

for (const form of document.querySelectorAll("form[data-long]")) {
  const text = form.elements.query;
  form.addEventListener("submit", () => {
    if (text.value.length > Number(form.dataset.long)) form.method = "post";
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  for (const button of form.querySelectorAll("button[formmethod]")) button.hidden = true;
}
