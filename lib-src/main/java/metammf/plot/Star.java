package metammf.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import org.knowm.xchart.style.markers.Marker;

/** A star with five points and a white edge, which stands out among other markers. */
final class Star extends Marker {
    private static final int CORNERS = 10;
    private static final double INNER = 0.45; // of the outer radius

    @Override
    public void paint(Graphics2D g, double x, double y, int size) {
        Path2D star = new Path2D.Double();
        for (int corner = 0; corner < CORNERS; corner++) {
            double radius = corner % 2 == 0 ? size : INNER * size;
            double angle = 2 * Math.PI * corner / CORNERS - Math.PI / 2;
            double cornerX = x + radius * Math.cos(angle);
            double cornerY = y + radius * Math.sin(angle);
            if (corner == 0) {
                star.moveTo(cornerX, cornerY);
            } else {
                star.lineTo(cornerX, cornerY);
            }
        }
        star.closePath();
        g.fill(star);
        g.setColor(Color.WHITE);
        g.draw(star);
    }
}
