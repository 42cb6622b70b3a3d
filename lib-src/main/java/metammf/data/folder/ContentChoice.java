package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import metammf.data.Modality;

/**
 * Chooses among matrices next to interactions those that have a row for every item. Preprocessing leaves all kinds of
 * files: what fits is read, and what neither fits nor looks like features is left out with a warning. A matrix that is
 * called a feature, or that differs by few rows, is an error, unless another file of its modality fits.
 *
 * @param stated how many items there are, if a file says so
 * @param least how many there are at least, as the ids are numbers of rows; -1 if they are not
 * @param occurring how many have interactions
 * @param findings where to report what is left out
 */
record ContentChoice(OptionalInt stated, int least, int occurring, Findings findings) {
    private static final int FEW = 100; // a matrix that is meant as features may differ by one row in so many

    /** A matrix whose rows have no ids, and the modality that it would be. */
    record Matrix(Path file, String name, int rows, int width, Supplier<Modality> content) {
        boolean isFeature() {
            return Contents.isFeature(file);
        }

        @Override
        public String toString() {
            return "%s (%s rows)".formatted(file.getFileName(), rows);
        }
    }

    static ContentChoice exactly(int items, Findings findings) {
        return new ContentChoice(OptionalInt.of(items), items, items, findings);
    }

    /** A choice for so many items, or more that do not occur. */
    static ContentChoice atLeast(int items, Findings findings) {
        return new ContentChoice(OptionalInt.empty(), items, items, findings);
    }

    /** One matrix for each modality, all with a row for every item; refused if several may be meant. */
    List<Matrix> choose(List<Matrix> all) {
        OptionalInt items = items(all);
        List<Matrix> chosen = new ArrayList<>();
        byModality(all).forEach((name, some) -> choose(name, some, items).ifPresent(chosen::add));
        return chosen;
    }

    /** How many items there are by these matrices, if they say so. */
    OptionalInt items(List<Matrix> all) {
        List<Matrix> features = all.stream().filter(Matrix::isFeature).toList();
        List<Matrix> deciding =
                features.isEmpty() ? all.stream().filter(this::mayBeRows).toList() : features;
        return stated.isPresent() || deciding.isEmpty() ? stated : OptionalInt.of(commonRows(deciding));
    }

    /** Without a name that says so, a matrix has a row for every item if ids are rows, or if the numbers agree. */
    private boolean mayBeRows(Matrix matrix) {
        return least >= 0 ? matrix.rows >= least : isAlmost(matrix.rows, matrix.width, occurring);
    }

    private static Map<String, List<Matrix>> byModality(List<Matrix> matrices) {
        return matrices.stream().collect(Collectors.groupingBy(Matrix::name, LinkedHashMap::new, Collectors.toList()));
    }

    /** The only number of rows that is large enough and, among features, occurs in every modality. */
    private int commonRows(List<Matrix> deciding) {
        boolean features = deciding.get(0).isFeature();
        List<Integer> sizes = deciding.stream().map(Matrix::rows).distinct().toList();
        List<Integer> enough = sizes.stream()
                .filter(size -> size >= least && (!features || isInEveryModality(size, deciding)))
                .toList();
        if (!features && enough.contains(least)) {
            return least; // every item occurs
        }
        String expected = "expected features of one number of items, received %s, which all fit items up to %d;"
                + " move those that are no features of items to another folder";
        require(enough.size() <= 1, expected, deciding, least - 1);
        return enough.isEmpty() ? sizes.get(0) : enough.get(0);
    }

    private static boolean isInEveryModality(int size, List<Matrix> matrices) {
        return byModality(matrices).values().stream()
                .allMatch(some -> some.stream().anyMatch(matrix -> matrix.rows == size));
    }

    private Optional<Matrix> choose(String name, List<Matrix> matrices, OptionalInt items) {
        List<Matrix> fitting = matrices.stream()
                .filter(matrix -> items.isPresent() && matrix.rows == items.getAsInt())
                .toList();
        String expected = "expected one file for the modality %s, received %s, which all fit;"
                + " move the others to another folder";
        require(fitting.size() <= 1, expected, name, fitting);
        Optional<Matrix> chosen = fitting.stream().findFirst();
        matrices.stream()
                .filter(matrix -> !fitting.contains(matrix))
                .forEach(matrix -> leaveOut(matrix, chosen, items.orElse(occurring)));
        return chosen;
    }

    private void leaveOut(Matrix matrix, Optional<Matrix> chosen, int expected) {
        boolean other = !matrix.isFeature() && !isAlmost(matrix.rows, matrix.width, expected);
        String message = "%s: rows must equal items: expected %d, received %d";
        require(chosen.isPresent() || other, message, matrix.file, expected, matrix.rows);
        String instead = chosen.map(better -> "; %s is read".formatted(better.file.getFileName()))
                .orElse("");
        findings.leftOut(matrix.file, "%s rows, but there are %s items%s".formatted(matrix.rows, expected, instead));
    }

    /** Whether a matrix, more than a list of pairs, has a row for every item but for a few: features with a mistake. */
    static boolean isAlmost(long rows, int width, long items) {
        return width > 2 && Math.abs(rows - items) <= Math.max(1, items / FEW);
    }
}
