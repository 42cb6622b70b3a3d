package metammf.plot;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import org.knowm.xchart.style.markers.Marker;

/** A circle around a point, which leaves the point's own marker visible. */
final class Ring extends Marker {
    @Override
    public void paint(Graphics2D g, double x, double y, int size) {
        double radius = size;
        g.setStroke(new BasicStroke(2f));
        g.draw(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }
}
