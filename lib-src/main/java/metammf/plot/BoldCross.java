package metammf.plot;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import org.knowm.xchart.style.markers.Marker;

/** A cross as heavy as the filled markers; XChart's own is a hair line. */
final class BoldCross extends Marker {
    @Override
    public void paint(Graphics2D g, double x, double y, int size) {
        double half = size / 2.0;
        g.setStroke(new BasicStroke(2f));
        g.draw(new Line2D.Double(x - half, y - half, x + half, y + half));
        g.draw(new Line2D.Double(x - half, y + half, x + half, y - half));
    }
}
