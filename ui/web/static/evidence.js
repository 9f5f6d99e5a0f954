// Runs when the evidence panel is first shown; gradio hands in element and watch.
const drawer = matchMedia("(max-width: 899px)");
let opener = null;

const showSelected = () => {
  const body = element.querySelector(".evidence-body");
  const selected = element.querySelector("mark.selected") ?? element.querySelector(".passage.selected");
  if (!selected) {
    return;
  }
  const folded = selected.closest("details");
  if (folded) {
    folded.open = true;
  }
  const above = selected.getBoundingClientRect().top - body.getBoundingClientRect().top;
  body.scrollTop += above - body.clientHeight / 4;
};

const close = () => {
  document.body.classList.remove("evidence-open");
  opener?.focus();
  opener = null;
};

document.addEventListener("evidence:open", (event) => {
  showSelected();
  if (drawer.matches) {
    opener = event.detail;
    document.body.classList.add("evidence-open");
    element.querySelector(".close").focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("evidence-open")) {
    close();
  }
});
element.addEventListener("click", (event) => {
  if (event.target.closest(".close")) {
    close();
  }
});
watch("value", showSelected);
