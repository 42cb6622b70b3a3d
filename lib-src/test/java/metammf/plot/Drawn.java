package metammf.plot;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A diagram read back from its SVG, and what overlaps in it. */
final class Drawn {
    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);
    private static final double EDGE = 1; // pixels that a line is wide

    private final Element root;

    /** A text and where it is. */
    private record Text(String words, Rectangle2D area) {}

    Drawn(Drawing diagram) {
        try {
            byte[] xml = diagram.svg().getBytes(StandardCharsets.UTF_8);
            root = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml))
                    .getDocumentElement();
        } catch (Exception e) {
            throw new AssertionError(diagram.svg(), e);
        }
    }

    String attribute(String name) {
        return root.getAttribute(name);
    }

    private Stream<Element> all(String tag) {
        NodeList found = root.getElementsByTagName(tag);
        return IntStream.range(0, found.getLength()).mapToObj(n -> (Element) found.item(n));
    }

    List<Element> lines() {
        return all("polyline").toList();
    }

    private static double number(Element element, String name) {
        return Double.parseDouble(element.getAttribute(name));
    }

    /** Of a stack only the first sheet, which is drawn last. */
    private List<Rectangle2D> boxes() {
        List<Rectangle2D> boxes = new ArrayList<>();
        all("rect").filter(Drawn::isPart).forEach(rect -> {
            Rectangle2D box = new Rectangle2D.Double(
                    number(rect, "x"), number(rect, "y"), number(rect, "width"), number(rect, "height"));
            boxes.removeIf(other -> other.getWidth() == box.getWidth()
                    && other.getX() - box.getX() == box.getY() - other.getY()
                    && other.getX() - box.getX() == 5);
            boxes.add(box);
        });
        all("circle").filter(Drawn::isPart).forEach(circle -> {
            double r = number(circle, "r");
            boxes.add(new Rectangle2D.Double(number(circle, "cx") - r, number(circle, "cy") - r, 2 * r, 2 * r));
        });
        return boxes;
    }

    private static boolean isPart(Element element) {
        return element.getAttribute("class").startsWith("part");
    }

    private List<Text> texts() {
        return all("text")
                .filter(text -> !text.getTextContent().isBlank())
                .map(Drawn::text)
                .toList();
    }

    private static Text text(Element text) {
        NodeList spans = text.getElementsByTagName("tspan");
        double width = 0;
        for (int n = 0; n < spans.getLength(); n++) {
            Element span = (Element) spans.item(n);
            width += number(span, "dx") + width(text.getAttribute("class"), span);
        }
        double x = number(text, "x") - (text.getAttribute("class").endsWith("start") ? 0 : width / 2);
        return new Text(text.getTextContent(), new Rectangle2D.Double(x, number(text, "y") - 11, width, 14));
    }

    private static double width(String line, Element span) {
        String look = span.getAttribute("class");
        double size = look.startsWith("m s") ? 10.5 : look.startsWith("m") ? 15 : line.startsWith("small") ? 12 : 13;
        Font font =
                new Font(look.startsWith("m") ? Font.SERIF : Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) size);
        return font.getStringBounds(span.getTextContent(), CONTEXT).getWidth();
    }

    private static Rectangle2D shrunk(Rectangle2D area) {
        return new Rectangle2D.Double(
                area.getX() + EDGE, area.getY() + EDGE, area.getWidth() - 2 * EDGE, area.getHeight() - 2 * EDGE);
    }

    /** What leaves its box or the picture, overlaps something, or crosses a box. */
    List<String> problems() {
        List<Rectangle2D> boxes = boxes();
        List<Text> texts = texts();
        Rectangle2D page = new Rectangle2D.Double(
                0, 0, Double.parseDouble(attribute("width")), Double.parseDouble(attribute("height")));
        List<String> problems = new ArrayList<>();
        for (Text text : texts) {
            Optional<Rectangle2D> own = boxes.stream()
                    .filter(box -> box.contains(text.area.getCenterX(), text.area.getCenterY()))
                    .findFirst();
            if (!own.orElse(page).contains(text.area)) {
                problems.add(text.words + " leaves its box");
            }
            boxes.stream()
                    .filter(box -> own.isEmpty() && box.intersects(text.area))
                    .forEach(box -> problems.add(text.words + " overlaps a box"));
            texts.stream()
                    .filter(other -> other != text && shrunk(other.area).intersects(shrunk(text.area)))
                    .forEach(other -> problems.add(text.words + " overlaps " + other.words));
        }
        for (int n = 0; n < boxes.size(); n++) {
            for (Rectangle2D other : boxes.subList(0, n)) {
                if (shrunk(boxes.get(n)).intersects(other)) {
                    problems.add("two boxes overlap: " + boxes.get(n) + " and " + other);
                }
            }
        }
        lines().stream().filter(line -> line.hasAttribute("marker-end")).forEach(line -> pieces(line)
                .filter(piece -> boxes.stream().anyMatch(box -> piece.intersects(shrunk(box))))
                .forEach(piece -> problems.add("a line crosses a box: " + line.getAttribute("points"))));
        return problems;
    }

    private static Stream<Line2D> pieces(Element line) {
        double[] xy = Stream.of(line.getAttribute("points").split("[ ,]"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return IntStream.range(1, xy.length / 2)
                .mapToObj(n -> new Line2D.Double(xy[2 * n - 2], xy[2 * n - 1], xy[2 * n], xy[2 * n + 1]));
    }
}
