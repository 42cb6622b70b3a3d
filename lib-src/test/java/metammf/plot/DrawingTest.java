package metammf.plot;

import static metammf.plot.Drawing.Look.DATA;
import static metammf.plot.Drawing.Look.SHARED;
import static metammf.plot.Drawing.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import metammf.base.MetaMmfException;
import metammf.plot.Drawing.Look;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiagramTest {
    private static Drawing empty() {
        return Drawing.of("two boxes", 20, 10);
    }

    private static Drawing two(double x, double y) {
        return empty().box("a", "A", at(1, 1, 2, 2), DATA).box("b", "B", at(x, y, 2, 2), SHARED);
    }

    /** The corners of the only line, in pixels. */
    private static String points(Drawing diagram) {
        return new Drawn(diagram).lines().get(0).getAttribute("points");
    }

    @ParameterizedTest
    @EnumSource
    void aDiagramIsAPictureWithWords(Diagram diagram) {
        Drawn drawn = new Drawn(Drawings.of(diagram));
        assertEquals("img", drawn.attribute("role"));
        assertEquals(diagram.toString(), drawn.attribute("aria-label"));
        assertEquals(Integer.toString(diagram.height()), drawn.attribute("height"));
        assertTrue(diagram.toString().length() > 80 && diagram.width() <= PlotTheme.WIDTH, diagram::toString);
    }

    /** Otherwise run {@link Drawings} again. */
    @ParameterizedTest
    @EnumSource
    void theJarHasThePictureThatIsDrawn(Diagram diagram) {
        assertEquals(Drawings.of(diagram).svg(), diagram.svg());
    }

    @ParameterizedTest
    @EnumSource
    void nothingOverlapsAndLabelsFitTheirBoxes(Diagram diagram) {
        assertEquals(List.of(), new Drawn(Drawings.of(diagram)).problems());
    }

    @Test
    void aLabelThatIsTooWideIsFound() {
        Drawing diagram = empty().box("a", "much too wide", at(1, 1, 2, 2), DATA);
        assertEquals(List.of("much too wide leaves its box"), new Drawn(diagram).problems());
    }

    @Test
    void boxesTextsAndLinesInTheWayAreFound() {
        Drawing diagram = two(12, 1)
                .box("c", "C", at(6, 1, 2, 2), DATA)
                .text("over", 8, 1)
                .box("d", "D", at(13, 2, 2, 2), DATA)
                .path("a", "b");
        assertEquals(3, new Drawn(diagram).problems().size(), () -> new Drawn(diagram)
                .problems()
                .toString());
    }

    @Test
    void anArrowIsStraightOrHasCorners() {
        assertEquals("60.0,40.0 100.0,40.0", points(two(5, 1).path("a", "b")));
        assertEquals(
                "60.0,40.0 80.0,40.0 80.0,120.0 100.0,120.0", points(two(5, 5).path("a", "b")));
        assertEquals("40.0,60.0 40.0,100.0", points(two(1, 5).path("a", "b")));
        assertEquals("60.0,40.0 120.0,40.0 120.0,100.0", points(two(5, 5).path("a:right", "b:top")));
        assertEquals("100.0,40.0 60.0,40.0", points(two(5, 1).path("b", "a")));
    }

    @Test
    void anIndexStandsAboveTheOther() {
        assertEquals(
                "<tspan class='m b' dx='0.0' dy='0'>x</tspan><tspan class='m s i' dx='0.0' dy='4'>i</tspan>"
                        + "<tspan class='m s i' dx='-3.4' dy='-10'>v</tspan>",
                Label.spans("$!x_i^v$"));
        assertEquals("<tspan class='' dx='0.0' dy='0'>a &lt; b</tspan>", Label.spans("a < b"));
    }

    @Test
    void eachLookHasAColourForLightAndForDarkPages() {
        String svg = empty().svg();
        String dark = svg.substring(svg.indexOf("prefers-color-scheme: dark"));
        for (String part : List.of("text {", ".paper {", ".line", ".head {")) {
            assertTrue(dark.contains(part) && svg.indexOf(part) < svg.indexOf(dark), part);
        }
        String looks = Arrays.stream(Look.values()).map(Look::toString).collect(Collectors.joining(" "));
        assertTrue(Arrays.stream(looks.split(" ")).allMatch(look -> dark.contains("." + look + " {")), dark);
    }

    @Test
    void wordsAndKnownPartsAreRequired() {
        assertThrows(MetaMmfException.class, () -> Drawing.of(" ", 1, 1));
        Exception error = assertThrows(MetaMmfException.class, () -> two(5, 1).path("a", "c"));
        assertEquals("diagram: expected one of the parts [a, b], received c", error.getMessage());
    }
}
