package metammf.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import metammf.model.Recommender.Triples;
import org.junit.jupiter.api.Test;

class EpochsAheadTest {
    private static Triples[] numbered(int epoch) {
        return new Triples[] {new Triples(new int[] {epoch}, new int[] {0}, new int[] {1})};
    }

    private static boolean isSampling() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(EpochsAhead.THREAD));
    }

    @Test
    void theEpochsComeInOrderAndNoneBehindTheLastIsDrawn() {
        List<Integer> drawn = new CopyOnWriteArrayList<>();
        EpochsAhead ahead = new EpochsAhead(
                epoch -> {
                    drawn.add(epoch);
                    return numbered(epoch);
                },
                5);
        for (int epoch = 3; epoch <= 5; epoch++) {
            assertEquals(epoch, ahead.take(epoch)[0].users()[0]);
        }
        ahead.close();
        assertEquals(List.of(3, 4, 5), drawn);
    }

    @Test
    void theNextEpochIsDrawnOnAnotherThreadWhileThisOneIsUsed() {
        CountDownLatch begun = new CountDownLatch(1);
        Thread[] threads = new Thread[3];
        EpochsAhead ahead = new EpochsAhead(
                epoch -> {
                    threads[epoch] = Thread.currentThread();
                    if (epoch == 2) {
                        begun.countDown();
                    }
                    return numbered(epoch);
                },
                2);
        ahead.take(1);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> begun.await());
        ahead.close();
        assertSame(Thread.currentThread(), threads[1]);
        assertNotSame(Thread.currentThread(), threads[2]);
    }

    @Test
    void whatTheSamplerThrowsIsThrownToWhoeverTakesTheEpoch() {
        IllegalStateException failure = new IllegalStateException("on purpose");
        EpochsAhead ahead = new EpochsAhead(
                epoch -> {
                    if (epoch == 2) {
                        throw failure;
                    }
                    return numbered(epoch);
                },
                9);
        ahead.take(1);
        assertSame(failure, assertThrows(IllegalStateException.class, () -> ahead.take(2)));
        ahead.close();
    }

    @Test
    void theThreadEndsWithTheRun() {
        EpochsAhead ahead = new EpochsAhead(
                epoch -> {
                    sleep(epoch == 2 ? 200 : 0);
                    return numbered(epoch);
                },
                9);
        ahead.take(1);
        ahead.close();
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            while (isSampling()) { // from the last result to the end of its thread
                Thread.sleep(1);
            }
        });
    }

    private static void sleep(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
