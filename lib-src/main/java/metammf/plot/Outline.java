package metammf.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import org.knowm.xchart.style.markers.Marker;

/** Markers that XChart does not have: outlines around the origin, scaled by the size of a marker. */
final class Outline extends Marker {
    /** A cross as heavy as the filled markers; XChart's own is a hair line. */
    static final Marker CROSS =
            new Outline(false, new Line2D.Double(-0.5, -0.5, 0.5, 0.5), new Line2D.Double(-0.5, 0.5, 0.5, -0.5));

    /** A circle around a point, which leaves the point's own marker visible. */
    static final Marker RING = new Outline(false, new Ellipse2D.Double(-1, -1, 2, 2));

    /** A star with five points and a white edge, which stands out among other markers. */
    static final Marker STAR = new Outline(true, star());

    private static final int CORNERS = 10;
    private static final double INNER = 0.45; // of the star's outer radius

    private final boolean filled;
    private final Shape[] shapes;

    private Outline(boolean filled, Shape... shapes) {
        this.filled = filled;
        this.shapes = shapes;
    }

    private static Shape star() {
        Path2D star = new Path2D.Double();
        star.moveTo(0, -1);
        for (int corner = 1; corner < CORNERS; corner++) {
            double radius = corner % 2 == 0 ? 1 : INNER;
            double angle = 2 * Math.PI * corner / CORNERS - Math.PI / 2;
            star.lineTo(radius * Math.cos(angle), radius * Math.sin(angle));
        }
        star.closePath();
        return star;
    }

    @Override
    public void paint(Graphics2D g, double x, double y, int size) {
        AffineTransform place = new AffineTransform(size, 0, 0, size, x, y);
        for (Shape shape : shapes) {
            Shape placed = place.createTransformedShape(shape);
            if (filled) {
                g.fill(placed);
                g.setColor(Color.WHITE);
            } else {
                g.setStroke(new BasicStroke(2f));
            }
            g.draw(placed);
        }
    }
}
