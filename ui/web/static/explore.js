// Runs when the pictures are first shown; gradio hands in element.
element.addEventListener("click", (event) => {
  const button = event.target.closest(".switch button");
  if (!button) {
    return;
  }
  const map = button.closest(".map");
  map.classList.toggle("by-document", button.dataset.do === "by-document");
  map.classList.toggle("by-date", button.dataset.do === "by-date");
  for (const one of map.querySelectorAll(".switch button")) {
    one.setAttribute("aria-pressed", String(one === button));
  }
});
