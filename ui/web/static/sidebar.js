// Runs when the list of conversations is first shown; gradio hands in element, trigger and watch.
const steady = page.steady(element);
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (!button) {
    return;
  }
  const { do: deed, id } = button.dataset;
  if (deed === "open") {
    trigger("open", { id });
    page.closeSidebar();
  } else if (deed === "new") {
    trigger("new", { conversation: page.conversation() });
    page.closeSidebar();
    document.querySelector("#question textarea")?.focus();
  } else if (deed === "forget") {
    trigger("forget", { id, conversation: page.conversation() });
  }
});
watch("value", () => steady());
