/* Colours of one feature, for dash-leaflet: the colour of its number in the hideout. */
window.bench = {
  layer: {
    style: (feature, context) => ({
      fillColor: context.hideout.colours[feature.properties.i],
      fillOpacity: 1,
      color: "#ffffff",
      weight: 0.4,
    }),
  },
};
