package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Good files with random changes, through every reader and every layout. The number of cases and the seed may be given:
 * {@code mvn test -Dtest=FuzzTest -Dfuzz.cases=200000 -Dfuzz.seed=7}. A failure names its case; the same seed and case
 * make the same file again.
 */
class FuzzTest {
    private static final int CASES = Integer.getInteger("fuzz.cases", 5_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);

    @Test
    void whateverAFileHoldsOnlyTheLibrarysOwnErrorComesOut(@TempDir Path folder) {
        List<Target> targets = Target.all(folder);
        int refused = 0;
        for (int n = 0; n < CASES; n++) {
            SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + n);
            Target target = targets.get(n % targets.size());
            byte[] other = targets.get(random.nextInt(targets.size())).seed();
            byte[] content = Mutations.mutated(target.seed(), other, random);
            refused += target.attempt(content, "case " + n + " of seed " + SEED).isEmpty() ? 0 : 1;
            target.restore();
        }
        System.out.printf("%,d of %,d changed files refused%n", refused, CASES);
        assertTrue(refused > CASES / 2, refused + " refused"); // the changes do break files
    }
}
