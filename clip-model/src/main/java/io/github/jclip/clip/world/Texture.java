// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** What covers a thing besides its colour, drawn over the box from −50 to 50 in a second shade of it. */
public enum Texture {
    /** Nothing but the colour; captions don't mention it. */
    PLAIN(true) {
        @Override
        void draw(Graphics2D graphics) {
            // the colour is all there is
        }
    },
    /** Diagonal stripes. */
    STRIPED(true) {
        @Override
        void draw(Graphics2D graphics) {
            graphics.setStroke(new BasicStroke(7));
            for (int offset = -100; offset <= 100; offset += 16) {
                graphics.draw(new Line2D.Double(offset - 50, -50, offset + 50, 50));
            }
        }
    },
    /** Round spots in staggered rows. */
    SPOTTED(true) {
        @Override
        void draw(Graphics2D graphics) {
            for (int row = 0; row < 7; row++) {
                for (int column = 0; column < 7; column++) {
                    double x = -54 + 17 * column + (row % 2) * 8.5;
                    graphics.fill(new Ellipse2D.Double(x - 4.5, -55 + 17 * row, 9, 9));
                }
            }
        }
    },
    /** Squares of a chessboard. */
    CHECKERED(true) {
        @Override
        void draw(Graphics2D graphics) {
            for (int row = 0; row < 8; row++) {
                for (int column = row % 2; column < 8; column += 2) {
                    graphics.fill(new Rectangle2D.Double(-52 + 13 * column, -52 + 13 * row, 13, 13));
                }
            }
        }
    },
    /** Horizontal zigzag lines; in no training scene. */
    ZIGZAG(false) {
        @Override
        void draw(Graphics2D graphics) {
            graphics.setStroke(new BasicStroke(6));
            for (int y = -48; y <= 60; y += 20) {
                graphics.draw(zigzag(y));
            }
        }
    },
    /** Crossing lines; in no training scene. */
    NETTED(false) {
        @Override
        void draw(Graphics2D graphics) {
            graphics.setStroke(new BasicStroke(4));
            for (int offset = -100; offset <= 100; offset += 20) {
                graphics.draw(new Line2D.Double(offset - 50, -50, offset + 50, 50));
                graphics.draw(new Line2D.Double(offset + 50, -50, offset - 50, 50));
            }
        }
    };

    private final boolean known;

    Texture(boolean known) {
        this.known = known;
    }

    /** Whether training scenes have it. */
    public boolean isKnown() {
        return known;
    }

    /** The word. */
    public String word() {
        return Words.of(this);
    }

    /** Draws it in the colour that is set, over the whole box; the caller clips it to the thing. */
    abstract void draw(Graphics2D graphics);

    private static Path2D zigzag(int y) {
        Path2D line = new Path2D.Double();
        line.moveTo(-60, y);
        for (int i = 1; i <= 12; i++) {
            line.lineTo(-60 + 10 * i, y + (i % 2) * 11);
        }
        return line;
    }
}
