// Runs when the conversation is first shown; gradio hands in element, trigger and watch.
element.addEventListener("click", (event) => {
  const chosen = event.target.closest("button[data-kind]");
  if (chosen) {
    const { turn, kind, number } = chosen.dataset;
    document.dispatchEvent(new CustomEvent("evidence:open", { detail: chosen }));
    trigger("pick", { turn, kind, number });
  } else if (event.target.closest("button[data-go]")) {
    trigger("go");
  }
});

let turns = 0;
watch("value", () => {
  const shown = element.querySelectorAll(".turn");
  const newest = shown[shown.length - 1];
  if (shown.length > turns && newest) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    newest.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }
  turns = shown.length;
});
