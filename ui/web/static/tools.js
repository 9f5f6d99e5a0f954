// Runs when the tools under the question are first shown; gradio hands in element, trigger and watch.
const steady = page.steady(element);
const limit = (scope) => trigger("limit", { conversation: page.conversation(), ...scope });

element.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = new FormData(event.target);
  limit({ documents: fields.getAll("documents"), after: fields.get("after"), before: fields.get("before") });
});
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-do=everything]")) {
    limit({});
  }
});
document.addEventListener("click", (event) => {
  const open = element.querySelector("details[open]");
  if (open && !open.contains(event.target)) {
    open.open = false;
  }
});
document.addEventListener("page:changed", () => trigger("changed", { conversation: page.conversation() }));
watch("value", () => {
  steady();
  page.remember(page.conversation());
});
