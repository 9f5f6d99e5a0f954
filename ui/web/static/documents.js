// Runs when the list of documents is first shown; gradio hands in element, trigger and watch.
const steady = page.steady(element);
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-id]");
  const conversation = page.conversation();
  if (button?.dataset.do === "read") {
    page.read(button.dataset);
  } else if (button?.dataset.do === "forget") {
    trigger("forget", { conversation, id: button.dataset.id });
  } else if (button?.dataset.do === "only") {
    trigger("limit", { conversation, documents: [button.dataset.id] });
  }
});
watch("value", () => steady());
