package metammf.plot;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import metammf.plot.Drawing.Area;

/** The corners of a line, in the units of a diagram. */
record Route(List<double[]> corners) {
    private static final double ABOVE = 0.5; // from a level line to the text above it
    private static final double BESIDE = 0.35; // from an upright line to the text on its right

    static Route link(Area from, Area to) {
        return new Route(List.of(centre(from), centre(to)));
    }

    /** From side to side; an empty side is the one that faces the other area. */
    static Route between(Area from, String start, Area to, String end) {
        String out = start.isEmpty() ? facing(from, to) : start;
        String in = end.isEmpty() ? facing(to, from) : end;
        double[] a = point(from, out);
        double[] b = point(to, in);
        if (isLevel(out) && isLevel(in)) {
            double y = shared(from.y(), from.y() + from.h(), a[1], to.y(), to.y() + to.h(), b[1]);
            double middle = (a[0] + b[0]) / 2;
            return y >= 0 ? of(a[0], y, b[0], y) : of(a[0], a[1], middle, a[1], middle, b[1], b[0], b[1]);
        }
        if (!isLevel(out) && !isLevel(in)) {
            double x = shared(from.x(), from.x() + from.w(), a[0], to.x(), to.x() + to.w(), b[0]);
            double middle = (a[1] + b[1]) / 2;
            return x >= 0 ? of(x, a[1], x, b[1]) : of(a[0], a[1], a[0], middle, b[0], middle, b[0], b[1]);
        }
        return isLevel(out) ? of(a[0], a[1], b[0], a[1], b[0], b[1]) : of(a[0], a[1], a[0], b[1], b[0], b[1]);
    }

    private static Route of(double... xy) {
        return new Route(IntStream.range(0, xy.length / 2)
                .mapToObj(n -> new double[] {xy[2 * n], xy[2 * n + 1]})
                .toList());
    }

    /** The centre of one that is within the other, so that the line is straight; -1: there is none. */
    private static double shared(
            double from, double to, double centre, double otherFrom, double otherTo, double other) {
        if (to - from <= otherTo - otherFrom) {
            return centre > otherFrom && centre < otherTo ? centre : -1;
        }
        return other > from && other < to ? other : -1;
    }

    private static String facing(Area area, Area other) {
        if (other.x() >= area.x() + area.w()) {
            return "right";
        }
        if (other.x() + other.w() <= area.x()) {
            return "left";
        }
        return other.y() > area.y() ? "bottom" : "top";
    }

    /** The corner at which its longest piece begins. */
    private int longest() {
        return IntStream.range(0, corners.size() - 1)
                .boxed()
                .max(Comparator.comparingDouble(this::length))
                .orElseThrow();
    }

    private double length(int piece) {
        double[] a = corners.get(piece);
        double[] b = corners.get(piece + 1);
        return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
    }

    /** Whether its longest piece goes up or down. */
    boolean isUpright() {
        return corners.get(longest())[0] == corners.get(longest() + 1)[0];
    }

    /** Where its label is: above the longest piece, or on the right of it. */
    double[] beside() {
        double[] a = corners.get(longest());
        double[] b = corners.get(longest() + 1);
        double x = (a[0] + b[0]) / 2;
        double y = (a[1] + b[1]) / 2;
        return isUpright() ? new double[] {x + BESIDE, y} : new double[] {x, y - ABOVE};
    }

    private static boolean isLevel(String side) {
        return side.equals("left") || side.equals("right");
    }

    private static double[] centre(Area area) {
        return new double[] {area.x() + area.w() / 2, area.y() + area.h() / 2};
    }

    private static double[] point(Area area, String side) {
        double[] centre = centre(area);
        return switch (side) {
            case "left" -> new double[] {area.x(), centre[1]};
            case "right" -> new double[] {area.x() + area.w(), centre[1]};
            case "top" -> new double[] {centre[0], area.y()};
            default -> new double[] {centre[0], area.y() + area.h()};
        };
    }
}
