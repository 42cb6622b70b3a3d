package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import metammf.base.MetaMmfException;
import metammf.data.DataCard.Finding;
import metammf.data.DataCard.Finding.Severity;
import metammf.data.Ids;
import org.junit.jupiter.api.Test;

class LeftOutTest {
    private final Findings findings = new Findings();

    @Test
    void whatIsLeftOutIsReportedWithItsFirstPlace() {
        LeftOut rows = new LeftOut("folder/x.csv", "line");
        rows.add(Severity.NOTE, "blank lines", 2);
        rows.add(Severity.NOTE, "blank lines", 5);
        rows.report(findings);
        assertEquals(2, rows.count());
        assertEquals(
                List.of(new Finding(Severity.NOTE, "blank lines, left out", 2, "line 2 of x.csv")), findings.all());
    }

    @Test
    void pairsThatAFileHoldsAreAllAddedOrLeftOut() {
        Pairs pairs = new Pairs("x.npy", "row");
        pairs.expect(3);
        pairs.add(0, 0, 0);
        pairs.leaveOut("zeros", 1);
        Ids ids = Ids.numbers(1, 1);
        assertEquals(
                "x.npy: expected every pair to be read or left out with a reason, received 1 read and 1 left out of 3",
                assertThrows(MetaMmfException.class, () -> pairs.interactions("training", 0, ids, findings))
                        .getMessage());
    }
}
