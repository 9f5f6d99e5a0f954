// Runs when the conversation is first shown; gradio hands in element, trigger and watch.
const steady = page.steady(element);
const told = (more) => ({ conversation: page.conversation(), ...more });
const again = (more) => trigger("again", told({ key: page.newKey(), ...more }));

const turnOf = (target) => target.closest(".turn");
const toggle = (turn, form, open) => {
  const shown = turn.querySelector(form);
  shown.hidden = !open;
  if (open) {
    const field = shown.querySelector("input:checked, input, textarea");
    field.focus();
    if (field.matches("textarea")) {
      field.setSelectionRange(field.value.length, field.value.length);
    }
  }
};

const copy = async (button) => {
  try {
    await navigator.clipboard.writeText(button.dataset.text);
  } catch {
    // Without HTTPS a browser has no clipboard to write to, but still copies what is selected.
    const hidden = document.createElement("textarea");
    hidden.value = button.dataset.text;
    document.body.append(hidden);
    hidden.select();
    document.execCommand("copy");
    hidden.remove();
  }
  const before = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => (button.textContent = before), 1500);
};

const deeds = {
  copy,
  documents: () => trigger("documents"),
  example: (button) => again({ question: button.dataset.question }),
  retry: (button) => again({ turn: button.dataset.turn }),
  edit: (button) => toggle(turnOf(button), ".edit", true),
  "cancel-edit": (button) => toggle(turnOf(button), ".edit", false),
  down: (button) => {
    const pressed = button.getAttribute("aria-pressed") === "true";
    if (pressed) {
      trigger("vote", told({ turn: button.dataset.turn, vote: "none" }));
    } else {
      toggle(turnOf(button), ".feedback", true);
    }
  },
  up: (button) => {
    const pressed = button.getAttribute("aria-pressed") === "true";
    trigger("vote", told({ turn: button.dataset.turn, vote: pressed ? "none" : "up" }));
  },
  "cancel-feedback": (button) => toggle(turnOf(button), ".feedback", false),
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.kind) {
    const { turn, kind, number } = button.dataset;
    document.dispatchEvent(new CustomEvent("evidence:open", { detail: button }));
    trigger("pick", told({ turn, kind, number }));
  } else if (button) {
    deeds[button.dataset.do]?.(button);
  } else if (turnOf(event.target) && !event.target.closest("form") && getSelection().isCollapsed) {
    trigger("pick", told({ turn: turnOf(event.target).dataset.turn }));
  }
});

element.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const { turn } = form.dataset;
  if (form.matches(".edit")) {
    const question = form.querySelector("textarea").value.trim();
    if (question) {
      again({ turn, question });
    }
  } else {
    const fields = Object.fromEntries(new FormData(form));
    trigger("vote", told({ turn, vote: "down", ...fields }));
  }
});

element.addEventListener("keydown", (event) => {
  const form = event.target.closest("form");
  if (!form) {
    return;
  }
  if (event.key === "Escape") {
    form.hidden = true;
  } else if (event.key === "Enter" && !event.shiftKey && event.target.matches(".edit textarea")) {
    event.preventDefault();
    form.requestSubmit();
  }
});

let shownBefore = "";
watch("value", () => {
  steady();
  const turns = element.querySelectorAll(".turn");
  const newest = turns[turns.length - 1];
  const shown = `${element.querySelector(".turns")?.dataset.conversation} ${turns.length}`;
  if (newest && shown !== shownBefore) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    newest.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }
  shownBefore = shown;
});
