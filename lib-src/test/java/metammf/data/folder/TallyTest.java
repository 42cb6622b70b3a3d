package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import metammf.base.MetaMmfException;
import metammf.data.Finding;
import metammf.data.Finding.Severity;
import metammf.data.Ids;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final List<Finding> findings = new ArrayList<>();
    private final Tally tally = new Tally("folder/x.csv", "line");

    @Test
    void whatIsLeftOutIsReportedWithItsFirstPlace() {
        tally.read(3);
        tally.leftOut(Severity.NOTE, "blank lines, left out", 2);
        tally.leftOut(Severity.NOTE, "blank lines, left out", 5);
        tally.settle(5, findings::add);
        assertEquals(List.of(new Finding(Severity.NOTE, "blank lines, left out", 2, "line 2 of x.csv")), findings);
    }

    @Test
    void pairsThatAFileHoldsAreAllAddedOrLeftOut() {
        Pairs pairs = new Pairs("x.npy", "row");
        pairs.expect(3);
        pairs.add(0, 0, 0);
        pairs.leaveOut("zeros, left out", 1);
        Ids ids = Ids.numbers(1, 1);
        assertEquals(
                "x.npy: expected every pair to be read or left out with a reason, received 1 read and 1 left out of 3",
                assertThrows(MetaMmfException.class, () -> pairs.interactions("training", 0, ids, findings::add))
                        .getMessage());
    }

    @Test
    void aFileOfWhichARowIsMissingIsRefused() {
        tally.read(3);
        tally.leftOut(Severity.WARNING, "zeros, left out", 2);
        assertEquals(
                "folder/x.csv: expected every line to be read or left out with a reason,"
                        + " received 3 read and 1 left out of 5",
                assertThrows(MetaMmfException.class, () -> tally.settle(5, findings::add))
                        .getMessage());
    }
}
