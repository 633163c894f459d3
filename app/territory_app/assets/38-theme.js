/* Light or dark: the colours around the data, and of what has none. Those of the classes never
   change. */
(function () {
  "use strict";
  const T = window.territory;
  const LIGHT = {
    ground: "#eaf0f1", unknown: "#e8e8e4", land: "#f8f7f2", line: "#ffffff", hover: "#1d2733",
    ring: "#10202b", halo: "#ffffff", outside: "#f3f2ed", counts: "#1d2733",
  };
  const DARK = {
    ground: "#10171b", unknown: "#3a4349", land: "#273037", line: "#12191d", hover: "#ffffff",
    ring: "#ffffff", halo: "#0b1013", outside: "#242c32", counts: "#1d2733",
  };

  T.dark = function () {
    const { theme } = document.documentElement.dataset;
    if (theme === "dark" || theme === "light") return theme === "dark";
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  };

  T.theme = () => (T.dark() ? DARK : LIGHT);

  /* Patterns drawn over a pale ground would be the brightest thing of a dark map; the stylesheets
     say the same of samples and of the static map. */
  const QUIET = { colour: "#30383d", ink: "#89939a" };
  const QUIET_CROSS = { colour: "#342e3c", ink: "#9888ab" };
  T.inTheme = function (paint) {
    if (!paint.pattern || !T.dark()) return paint;
    return { ...paint, ...(paint.pattern === "cross" ? QUIET_CROSS : QUIET) };
  };

  /* Call back when the theme changes; return what stops it. */
  T.onTheme = function (changed) {
    const media = window.matchMedia("(prefers-color-scheme: dark)");
    let before = T.dark();
    const look = () => {
      if (T.dark() === before) return;
      before = !before;
      changed();
    };
    const observer = new MutationObserver(look);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    media.addEventListener("change", look);
    return () => {
      observer.disconnect();
      media.removeEventListener("change", look);
    };
  };
})();
