package metammf.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.NoSuchElementException;
import metammf.train.History.Epoch;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final History history = new History(
            "precision@5", List.of(new Epoch(1, 0.7, 0.1, 1), new Epoch(2, 0.6, 0.3, 1), new Epoch(3, 0.5, 0.3, 1)));

    @Test
    void theEarliestOfEquallyGoodEpochsIsTheBest() {
        assertEquals(2, history.best().number());
    }

    @Test
    void anEmptyHistoryHasNoBest() {
        History empty = new History("precision@5", List.of());
        assertThrows(NoSuchElementException.class, empty::best);
        assertEquals("History(no epoch finished)", empty.toString());
    }

    @Test
    void theTableHasARowForEveryEpoch() {
        assertEquals(
                List.of("epoch", "loss", "precision@5", "seconds"),
                history.toTable().columnNames());
        assertEquals(3, history.toTable().rowCount());
        assertEquals("History(3 epochs, best precision@5 0.3000 in epoch 2)", history.toString());
    }
}
