// Runs when the tools under the question are first shown; gradio hands in element, trigger and watch.
const steady = page.steady(element);
const told = (more) => ({ conversation: page.conversation(), ...more });
const limit = (scope) => trigger("limit", told(scope));

const modelOf = (form) => {
  const { model = "", another = "" } = Object.fromEntries(new FormData(form));
  return model === "another" ? another.trim() : model;
};
const connect = async (form) => {
  const said = form.querySelector(".connection");
  const name = modelOf(form);
  const say = (text, state) => {
    said.textContent = text;
    said.dataset.state = state;
  };
  say(said.dataset.working, "working");
  try {
    const response = await fetch(`/model?name=${encodeURIComponent(name)}`, { method: "POST" });
    const { good, text } = await response.json();
    // Whoever chose another meanwhile isn't told of this one.
    if (name === modelOf(form)) {
      say(text, good ? "good" : "bad");
    }
  } catch {
    say(said.dataset.failed, "bad");
  }
};

element.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = new FormData(event.target);
  if (event.target.closest(".wording")) {
    trigger("word", told(Object.fromEntries(fields)));
  } else {
    limit({ documents: fields.getAll("documents"), after: fields.get("after"), before: fields.get("before") });
  }
});
element.addEventListener("click", (event) => {
  const deed = event.target.closest("button[data-do]")?.dataset.do;
  if (deed === "everything") {
    limit({});
  } else if (deed === "connect") {
    connect(event.target.form);
  }
});
element.addEventListener("input", (event) => {
  const form = event.target.closest(".wording form");
  if (form) {
    form.querySelector(".connection").textContent = "";
  }
  if (event.target.matches(".another")) {
    form.querySelector("[name=model][value=another]").checked = true;
  }
});
document.addEventListener("click", (event) => {
  for (const open of element.querySelectorAll("details[open]")) {
    if (!open.contains(event.target)) {
      open.open = false;
    }
  }
});
document.addEventListener("page:changed", () => trigger("changed", told()));
watch("value", () => {
  steady();
  page.remember(page.conversation());
});
