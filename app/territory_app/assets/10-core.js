/* The application's one namespace: numbers, words, and answers fetched once each. */
(function () {
  "use strict";

  const answers = new Map();
  const KEPT = 60;

  /* An answer is kept as long as the last ones are: going back costs nothing. */
  function fetchJson(address) {
    if (answers.has(address)) {
      const answer = answers.get(address);
      answers.delete(address);
      answers.set(address, answer);
    } else {
      const answer = fetch(address, { credentials: "same-origin" }).then((response) => {
        if (!response.ok) throw new Error(`${response.status} ${address}`);
        return response.json();
      });
      answers.set(address, answer);
      answer.catch(() => answers.delete(address));
      if (answers.size > KEPT) answers.delete(answers.keys().next().value);
    }
    return answers.get(address);
  }

  function locale(language) {
    return language === "en" ? "en-CA" : "fr-CA";
  }

  /* Making a format takes longer than writing a hundred numbers with it. */
  const formats = new Map();
  function format(digits, language) {
    const key = `${language}${digits}`;
    if (!formats.has(key)) {
      formats.set(key, new Intl.NumberFormat(locale(language), {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }));
    }
    return formats.get(key);
  }

  function number(value, digits, language) {
    if (value === null || value === undefined) return "—";
    const text = format(digits, language).format(value);
    if (!text.startsWith("-")) return text;
    return /[1-9]/.test(text) ? `\u2212${text.slice(1)}` : text.slice(1);
  }

  function percent(share, digits, language) {
    if (share === null || share === undefined) return "—";
    const figure = number(share * 100, digits, language);
    return language === "en" ? `${figure}%` : `${figure}\u00a0%`;
  }

  function colon(language) {
    return language === "en" ? ":" : "\u00a0:";
  }

  /* Replace {name} in a sentence; the sentence is ours, the values are data. */
  function say(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  }

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "style") Object.assign(made.style, value);
      else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  function swatch(paint) {
    const sample = element("span", {
      class: "swatch",
      "aria-hidden": "true",
      "data-pattern": (paint && paint.pattern) || "plain",
      style: { backgroundColor: paint ? paint.colour : "transparent" },
    });
    if (paint) sample.style.setProperty("--ink", paint.ink);
    return sample;
  }

  window.territory = { fetchJson, number, percent, colon, say, element, swatch, locale };
})();
