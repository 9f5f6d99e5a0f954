// Runs when the pictures are first shown; gradio hands in element.
element.addEventListener("click", (event) => {
  const dot = event.target.closest(".dot");
  if (dot) {
    page.read(dot.dataset);
    return;
  }
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
