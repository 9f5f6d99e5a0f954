// Runs when the evidence panel is first shown; gradio hands in element, trigger and watch.
const steady = page.steady(element);
const drawer = matchMedia("(max-width: 899px)");
let opener = null;
let focusNext = null;

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
    if (!document.body.classList.contains("evidence-open")) {
      opener = event.detail;
    }
    document.body.classList.add("evidence-open");
    element.querySelector(".close").focus();
    focusNext = "close";
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("evidence-open")) {
    close();
  }
});
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches(".close")) {
    close();
  } else if (button?.dataset.kind) {
    const { turn, kind, number, whole } = button.dataset;
    focusNext = whole ? "back" : `whole-${turn}-${kind}-${number}`;
    trigger("pick", { conversation: page.conversation(), turn, kind, number, whole });
  }
});
watch("value", () => {
  steady(focusNext ?? undefined);
  focusNext = null;
  showSelected();
});
