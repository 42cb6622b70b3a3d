package metammf.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.NoSuchElementException;
import metammf.train.History.Epoch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void oneEpochIsNotCalledEpochs() {
        assertEquals("3 epochs", history.length());
        assertEquals("1 epoch", new History("precision@5", List.of(new Epoch(1, 0.7, 0.1, 1))).length());
    }

    @Test
    void theLineOfAnEpochTellsTheBestAndTheTimeLeft() {
        assertEquals(
                "epoch 3 of at most 5, loss 0.5000, precision@5 0.3000, best 0.3000 in epoch 2, at most 2 s left",
                history.progress(5));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0 s", "2, 99, 99 s", "2, 100, 2 min", "11, 720, 2 h 0 min", "101, 75, 2 h 5 min"})
    void timeIsToldAsOneSaysIt(int most, double seconds, String expected) {
        History first = new History("precision@5", List.of(new Epoch(1, 0.7, 0.1, seconds)));
        assertTrue(first.progress(most).endsWith(", at most " + expected + " left"), first.progress(most));
    }
}
