package metammf.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import metammf.data.DataCard.Finding;
import metammf.data.DataCard.Finding.Severity;
import tech.tablesaw.api.Table;

/** Looks for what makes results hard to trust. */
final class Check {
    private static final double FAR = 10; // times the scale of another modality

    private final Dataset data;
    private final List<Finding> findings = new ArrayList<>();

    private Check(Dataset data) {
        this.data = data;
    }

    /** A row a finding, warnings first. */
    static Table table(Dataset data) {
        return Finding.table(data.name(), new Check(data).run());
    }

    private List<Finding> run() {
        data.card().notes().stream()
                .filter(note -> note.severity() == Severity.WARNING)
                .forEach(findings::add);
        Split split = data.split();
        findings.addAll(
                Finding.emptyParts(split.validation().size(), split.test().size()));
        users();
        items();
        data.features().modalities().forEach(this::content);
        scales();
        findings.sort(Comparator.comparing(Finding::severity).reversed()); // stable
        return findings;
    }

    private void users() {
        Interactions train = data.split().train();
        Interactions all = data.split().all();
        IntFunction<String> name = data.ids()::describeUser;
        add(Severity.NOTE, "users without any interaction", data.users(), u -> all.degree(u) == 0, name);
        IntPredicate untrained = u -> train.degree(u) == 0 && all.degree(u) > 0;
        add(Severity.WARNING, Finding.UNTRAINED_USERS, data.users(), untrained, name);
    }

    private void items() {
        int[] train = data.split().train().itemDegrees();
        int[] all = data.split().all().itemDegrees();
        IntFunction<String> name = data.ids()::describeItem;
        add(Severity.NOTE, "items without any interaction", data.items(), i -> all[i] == 0, name);
        add(Severity.WARNING, Finding.COLD_ITEMS, data.items(), i -> train[i] == 0 && all[i] > 0, name);
    }

    private void content(Modality modality) {
        String name = modality.name() + ": ";
        int items = modality.items();
        int width = modality.width();
        float[] x = modality.values();
        IntPredicate sameRow = i -> IntStream.range(i * width, (i + 1) * width).allMatch(n -> x[n] == x[i * width]);
        IntPredicate zeroRow = sameRow.and(i -> x[i * width] == 0);
        IntPredicate present = i -> !modality.isMissing(i);
        IntPredicate oneNumber = i -> width > 1 && sameRow.test(i) && !zeroRow.test(i);
        IntPredicate sameColumn = c -> IntStream.range(0, items).allMatch(i -> x[i * width + c] == x[c]);
        IntPredicate zeroColumn = c -> x[c] == 0;
        IntFunction<String> item = data.ids()::describeItem;
        IntFunction<String> column = c -> "column " + c;
        add(Severity.NOTE, name + "items without this modality", items, present.negate(), item);
        add(Severity.WARNING, name + "items whose content is all zero", items, present.and(zeroRow), item);
        add(Severity.WARNING, name + "items whose content is one number all over", items, present.and(oneNumber), item);
        add(Severity.NOTE, name + "columns that are all zero", width, zeroColumn.and(sameColumn), column);
        IntPredicate sameNumber = zeroColumn.negate().and(sameColumn);
        add(Severity.NOTE, name + "columns that are one number all over", width, sameNumber, column);
    }

    private void add(Severity severity, String what, int size, IntPredicate holds, IntFunction<String> name) {
        int[] which = IntStream.range(0, size).filter(holds).toArray();
        if (which.length > 0) {
            findings.add(new Finding(severity, what, which.length, name.apply(which[0])));
        }
    }

    /** A modality beside which the quietest one disappears where features enter a model as they are. */
    private void scales() {
        List<Modality> modalities = data.features().modalities();
        double least = modalities.stream()
                .mapToDouble(Check::rootMeanSquare)
                .filter(scale -> scale > 0)
                .min()
                .orElse(0);
        for (Modality modality : modalities) {
            double scale = rootMeanSquare(modality);
            if (scale > FAR * least) {
                String scales = String.format(Locale.ROOT, "root mean square %.3g against %.3g", scale, least);
                findings.add(Finding.warning(modality.name() + ": its scale is far from the others'", 1, scales));
            }
        }
    }

    private static double rootMeanSquare(Modality modality) {
        double squares = 0;
        for (float value : modality.values()) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / modality.values().length);
    }
}
