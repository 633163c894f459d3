/* Patterns of absent data and marks of service points, drawn as images for the live map. */
(function () {
  "use strict";
  const T = window.territory;
  const SCALE = 2;
  const SIDE = 8;

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
      DRAW[paint.pattern](pen);
    });
  };

  T.markImage = function (kind) {
    const side = 14;
    return image(side, (pen) => {
      pen.translate(side / 2, side / 2);
      pen.scale(1.35, 1.35);
      const outline = new Path2D(kind.shape);
      pen.fillStyle = kind.colour;
      pen.strokeStyle = "#ffffff";
      pen.lineWidth = 1;
      pen.lineJoin = "round";
      pen.stroke(outline);
      pen.fill(outline);
    });
  };

  T.imageScale = SCALE;
})();
