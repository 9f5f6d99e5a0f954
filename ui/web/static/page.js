// Runs before the page is built: what every part of it shares.
(() => {
  const random = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("");

  // One act of asking has one key, however often Enter is pressed: it changes when the text does.
  let key = random();
  const isQuestion = (target) => target.matches?.("#question textarea");
  document.addEventListener("input", (event) => {
    if (isQuestion(event.target)) {
      key = random();
    }
  });

  window.page = {
    key: () => key,
    newKey: random,
    conversation: () => document.querySelector("#tools [data-conversation]")?.dataset.conversation ?? "",
    remembered: () => sessionStorage.getItem("conversation") ?? "",
    remember: (id) => sessionStorage.setItem("conversation", id),
    read: ({ id, start, end }) =>
      document.dispatchEvent(new CustomEvent("reader:open", { detail: { id, start, end } })),

    // Keeps focus and a typed filter when a component is drawn anew; returns what is to be called then.
    steady: (element) => {
      let focused = null;
      let sought = "";
      element.addEventListener("focusin", (event) => (focused = event.target.dataset.key ?? null));
      element.addEventListener("input", (event) => {
        if (event.target.matches(".find")) {
          sought = event.target.value;
        }
      });
      return (key = focused) => {
        const find = element.querySelector(".find");
        if (find && sought) {
          find.value = sought;
          filter(find);
        }
        if (key && document.activeElement === document.body) {
          element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
        }
      };
    },
  };

  const isTyping = (event) => event.target.closest("input, textarea, select, [contenteditable]");
  const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !document.querySelector("dialog[open]") && !isTyping(event) && isPlain(event)) {
      const question = document.querySelector("#question textarea");
      if (question?.offsetParent) {
        event.preventDefault();
        question.focus();
      }
    }
  });

  // From citation to citation of the turn whose evidence is shown.
  document.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const panel = document.querySelector("#evidence .evidence");
    if (document.querySelector("dialog[open]")) {
      return;
    }
    if (!step || isTyping(event) || !isPlain(event) || event.target.closest("[role=tablist]") || !panel) {
      return;
    }
    const chips = [...document.querySelectorAll(`.turn[data-turn="${panel.dataset.turn}"] .answer .chip`)];
    const at = chips.findIndex((chip) => chip.dataset.number === panel.dataset.number);
    const next = chips[at + step];
    if (next) {
      event.preventDefault();
      next.click();
      if (!document.body.classList.contains("evidence-open")) {
        next.focus();
      }
    }
  });

  // A blank question is never sent.
  document.addEventListener(
    "keydown",
    (event) => {
      const sends = event.key === "Enter" && !event.shiftKey && isQuestion(event.target);
      if (sends && !event.target.value.trim()) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    { capture: true },
  );

  // Lists that can be searched: every word must be in the row.
  const filter = (find) => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const list = find.parentElement;
    let shown = 0;
    for (const row of list.querySelectorAll(find.dataset.find)) {
      row.hidden = !words.every((word) => row.dataset.words.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    list.querySelector(".nothing")?.toggleAttribute("hidden", shown > 0);
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches(".find")) {
      filter(event.target);
    }
  });

  // What is pointed at or focused shows its preview.
  let preview = null;
  let previewed = null;
  const hidePreview = () => {
    preview?.remove();
    previewed?.removeAttribute("aria-describedby");
    preview = previewed = null;
  };
  const showPreview = (target) => {
    if (target === previewed) {
      return;
    }
    hidePreview();
    preview = document.createElement("div");
    preview.id = "preview";
    preview.role = "tooltip";
    const about = document.createElement("p");
    about.textContent = target.dataset.about ?? target.getAttribute("aria-label");
    const quote = document.createElement("blockquote");
    quote.textContent = target.dataset.preview;
    quote.dir = "auto";
    preview.append(about, quote);
    (document.querySelector(".gradio-container") ?? document.body).append(preview);
    const box = target.getBoundingClientRect();
    const above = box.top - preview.offsetHeight - 8;
    preview.style.top = `${above > 8 ? above : box.bottom + 8}px`;
    const left = box.left + box.width / 2 - preview.offsetWidth / 2;
    preview.style.left = `${Math.max(8, Math.min(left, innerWidth - preview.offsetWidth - 8))}px`;
    target.setAttribute("aria-describedby", "preview");
    previewed = target;
  };
  const over = (event) => {
    const target = event.target.closest?.("[data-preview]");
    if (target && event.pointerType !== "touch") {
      showPreview(target);
    } else {
      hidePreview();
    }
  };
  document.addEventListener("pointerover", over);
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(":focus-visible")) {
      over(event);
    }
  });
  document.addEventListener("focusout", hidePreview);
  document.addEventListener("click", hidePreview, { capture: true });
  document.addEventListener("scroll", hidePreview, { capture: true, passive: true });

  // Drawers, and buttons that ask before they delete.
  document.addEventListener("click", (event) => {
    const asked = document.querySelector(".sure:not([hidden])");
    const deed = event.target.closest("button[data-do]")?.dataset.do;
    if (asked && event.target !== asked) {
      asked.hidden = true;
    }
    if (deed === "show-sidebar") {
      document.body.classList.add("sidebar-open");
      document.querySelector(".sidebar .close")?.focus();
    } else if (deed === "close-sidebar") {
      closeSidebar();
    } else if (deed === "ask-forget") {
      const sure = event.target.closest("button").parentElement.querySelector(".sure");
      sure.hidden = false;
      sure.focus();
    }
  });
  const closeSidebar = () => {
    if (document.body.classList.contains("sidebar-open")) {
      document.body.classList.remove("sidebar-open");
      document.querySelector(".menu")?.focus();
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hidePreview();
      closeSidebar();
      document.querySelectorAll("details.popover[open]").forEach((open) => (open.open = false));
    }
  });
  window.page.closeSidebar = closeSidebar;

  // What others add or remove meanwhile, on the command line or in another window.
  let known = null;
  const look = async () => {
    if (document.visibilityState !== "visible") {
      return;
    }
    try {
      const { state } = await (await fetch("/state")).json();
      if (known !== null && state !== known) {
        document.dispatchEvent(new CustomEvent("page:changed"));
      }
      known = state;
    } catch {
      // The server is away; the next look may find it.
    }
  };
  look();
  setInterval(look, 4000);
  document.addEventListener("visibilitychange", look);
})();
