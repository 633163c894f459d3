/* Controls of the map page that answer without the server. */
(function () {
  "use strict";
  const WIDE = "(min-width: 48.01rem)";
  const none = () => window.dash_clientside.no_update;

  /* What means nothing for an indicator is put away. On a narrow screen the controls start folded. */
  let folded = false;
  function arrange(indicator, config, open) {
    const reads = (config.reads || {})[indicator] || {};
    const fold = !folded && open && !window.matchMedia(WIDE).matches ? false : none();
    folded = true;
    return [!reads.need, !reads.service, !reads.classes, fold, fold];
  }

  /* Bounds kept in the address, or let go. */
  function freeze(clicks, bounds, found) {
    if (!clicks) return none();
    return bounds && bounds.length ? [] : found || [];
  }

  function frozen(bounds) {
    const kept = Boolean(bounds && bounds.length);
    return [String(kept), kept];
  }

  Object.assign(window.dash_clientside.territory, { arrange, freeze, frozen });
})();
