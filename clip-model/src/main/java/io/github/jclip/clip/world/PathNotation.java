// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.StringTokenizer;

/**
 * Outlines as text, in a box from −50 to 50 with y downwards. {@code M x y}, {@code L x y}, {@code C} with three points and
 * {@code Z} are those of SVG; {@code O x y rx ry} is an ellipse, {@code R x y w h} a rectangle, {@code P n outer inner} a
 * star or polygon with n points around the centre, the first at the top. Where two shapes of a path overlap is a hole.
 */
final class PathNotation {
    private final StringTokenizer tokens;
    private final Path2D.Double path = new Path2D.Double(Path2D.WIND_EVEN_ODD);

    private PathNotation(String text) {
        tokens = new StringTokenizer(text);
    }

    static Path2D parse(String text) {
        PathNotation notation = new PathNotation(text);
        while (notation.tokens.hasMoreTokens()) {
            notation.append(notation.tokens.nextToken());
        }
        return notation.path;
    }

    private void append(String command) {
        switch (command) {
            case "M" -> path.moveTo(number(), number());
            case "L" -> path.lineTo(number(), number());
            case "C" -> path.curveTo(number(), number(), number(), number(), number(), number());
            case "Z" -> path.closePath();
            case "O" -> appendEllipse(number(), number(), number(), number());
            case "R" -> path.append(new Rectangle2D.Double(number(), number(), number(), number()), false);
            case "P" -> appendStar((int) number(), number(), number());
            default -> throw new IllegalArgumentException("no command of a path: " + command);
        }
    }

    private void appendEllipse(double x, double y, double radiusX, double radiusY) {
        path.append(new Ellipse2D.Double(x - radiusX, y - radiusY, 2 * radiusX, 2 * radiusY), false);
    }

    private void appendStar(int points, double outer, double inner) {
        for (int i = 0; i < 2 * points; i++) {
            double angle = Math.PI * i / points;
            double radius = i % 2 == 0 ? outer : inner;
            double x = radius * Math.sin(angle);
            double y = -radius * Math.cos(angle);
            if (i == 0) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        path.closePath();
    }

    private double number() {
        return Double.parseDouble(tokens.nextToken());
    }
}
