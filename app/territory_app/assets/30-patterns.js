/* Patterns of absent data and marks of service points, drawn as images for the live map. */
(function () {
  "use strict";
  const T = window.territory;
  const SCALE = 2;
  const SIDE = 8;
  const MARK = 30;

  const DRAW = {
    hatch(pen) {
      pen.lineWidth = 1.2;
      pen.beginPath();
      for (const shift of [-SIDE, 0, SIDE]) {
        pen.moveTo(shift - 2, SIDE + 2);
        pen.lineTo(shift + SIDE + 2, -2);
      }
      pen.stroke();
    },
    dots(pen) {
      for (const [x, y] of [[2, 2], [6, 6]]) {
        pen.beginPath();
        pen.arc(x, y, 1.1, 0, 2 * Math.PI);
        pen.fill();
      }
    },
    cross(pen) {
      pen.lineWidth = 1.2;
      pen.beginPath();
      pen.moveTo(4, 1);
      pen.lineTo(4, 7);
      pen.moveTo(1, 4);
      pen.lineTo(7, 4);
      pen.stroke();
    },
    lines(pen) {
      pen.lineWidth = 1.1;
      pen.beginPath();
      for (const y of [2, 6]) {
        pen.moveTo(0, y);
        pen.lineTo(SIDE, y);
      }
      pen.stroke();
    },
    blank() {},
  };

  function image(side, draw) {
    const canvas = document.createElement("canvas");
    canvas.width = side * SCALE;
    canvas.height = side * SCALE;
    const pen = canvas.getContext("2d");
    pen.scale(SCALE, SCALE);
    draw(pen);
    return pen.getImageData(0, 0, canvas.width, canvas.height);
  }

  T.patternImage = function (paint) {
    return image(SIDE, (pen) => {
      pen.fillStyle = paint.colour;
      pen.fillRect(0, 0, SIDE, SIDE);
      pen.strokeStyle = paint.ink;
      pen.fillStyle = paint.ink;
      (DRAW[paint.pattern] || DRAW.blank)(pen);
    });
  };

  /* A point's mark; hollow where nobody says how many people work there. */
  T.markImage = function (kind, hollow) {
    return image(MARK, (pen) => {
      pen.translate(MARK / 2, MARK / 2);
      pen.scale(MARK / 11, MARK / 11);
      const outline = new Path2D(kind.shape);
      pen.lineJoin = "round";
      pen.strokeStyle = "#ffffff";
      pen.lineWidth = hollow ? 2.6 : 1;
      pen.stroke(outline);
      pen.fillStyle = hollow ? "#ffffff" : kind.colour;
      pen.fill(outline);
      if (!hollow) return;
      pen.strokeStyle = kind.colour;
      pen.lineWidth = 1.3;
      pen.stroke(outline);
    });
  };

  /* Width of a mark's image that a size of 1 gives 11 pixels to. */
  T.markScale = 11 / MARK;
  T.imageScale = SCALE;
})();
