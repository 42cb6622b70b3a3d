package metammf.plot;

import static metammf.base.MetaMmfException.require;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import metammf.train.History;
import metammf.train.History.Epoch;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;

/** Loss on the left axis, the validation metric on the right one, the best epoch in a ring. */
final class LearningCurve {
    private static final int LEFT = 0;
    private static final int RIGHT = 1;
    private static final int MARKERS_UP_TO = 60; // epochs: beyond that markers hide the line

    private static final double[] ROOM = {1.25, 2}; // the two points of a first epoch must not hide each other

    private LearningCurve() {}

    static XYChart of(History history) {
        require(!history.epochs().isEmpty(), "learning curve: expected at least one finished epoch, received none");
        XYChart chart = Curves.empty("Learning curve", "epoch", "loss");
        chart.setYAxisGroupTitle(RIGHT, history.metric());
        addCurve(chart, "loss", history, Epoch::loss, LEFT);
        addCurve(chart, history.metric(), history, Epoch::validation, RIGHT);
        markBest(chart, history);
        styleAxes(chart, history.epochs());
        return chart;
    }

    private static void addCurve(XYChart chart, String name, History history, ToDoubleFunction<Epoch> value, int axis) {
        List<Epoch> epochs = finite(history.epochs(), value);
        if (epochs.isEmpty()) {
            return;
        }
        double[] y = epochs.stream().mapToDouble(value).toArray();
        XYSeries series =
                chart.addSeries(name, epochs.stream().mapToDouble(Epoch::number).toArray(), y);
        series.setYAxisGroup(axis);
        PlotTheme.dress(series, axis, MARKERS_UP_TO);
        Ticks.roomAround(chart.getStyler(), axis, y, ROOM[axis]);
    }

    private static List<Epoch> finite(List<Epoch> epochs, ToDoubleFunction<Epoch> value) {
        return epochs.stream()
                .filter(epoch -> Double.isFinite(value.applyAsDouble(epoch)))
                .toList();
    }

    private static void markBest(XYChart chart, History history) {
        List<Epoch> measured = finite(history.epochs(), Epoch::validation);
        if (measured.isEmpty()) {
            return;
        }
        Epoch best = new History(history.metric(), measured).best();
        String name = String.format(Locale.ROOT, "best: %.4f in epoch %d", best.validation(), best.number());
        XYSeries series = chart.addSeries(name, new double[] {best.number()}, new double[] {best.validation()});
        series.setYAxisGroup(RIGHT);
        series.setLineStyle(SeriesLines.NONE);
        series.setMarker(Outline.RING).setMarkerColor(PlotTheme.INK);
    }

    private static void styleAxes(XYChart chart, List<Epoch> epochs) {
        XYStyler styler = chart.getStyler();
        Ticks.wholeNumbers(
                styler, epochs.get(0).number(), epochs.get(epochs.size() - 1).number());
        styler.setYAxisGroupPosition(RIGHT, YAxisPosition.Right);
        styler.setYAxisGroupTitleColor(LEFT, PlotTheme.color(LEFT));
        styler.setYAxisGroupTitleColor(RIGHT, PlotTheme.color(RIGHT));
    }
}
