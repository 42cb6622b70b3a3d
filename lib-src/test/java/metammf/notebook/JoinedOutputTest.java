package metammf.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JoinedOutputTest {
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
    private final JoinedOutput output = new JoinedOutput(sender);
    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    private final Consumer<String> out = message -> sent.add("out " + message);
    private final Consumer<String> err = message -> sent.add("err " + message);

    @AfterEach
    void end() {
        sender.shutdownNow();
    }

    @Test
    void piecesAreOneMessage() {
        output.print(out, "a\n");
        output.print(out, "b\n");
        output.flush();
        assertEquals(List.of("out a\nb\n"), List.copyOf(sent));
    }

    @Test
    void theOrderOfBothStreamsIsKept() {
        output.print(out, "a");
        output.print(err, "b");
        output.print(err, "c");
        output.print(out, "d");
        output.flush();
        assertEquals(List.of("out a", "err bc", "out d"), List.copyOf(sent));
    }

    @Test
    void aMomentLaterItIsSentByItself() throws InterruptedException {
        output.print(out, "first");
        assertEquals("out first", sent.poll(10, TimeUnit.SECONDS));
        output.print(out, "second");
        assertEquals("out second", sent.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void aLongTextIsSentAtOnceInFewMessages() {
        String line = "a line of twenty-five characters\n";
        for (int n = 0; n < 200_000; n++) {
            output.print(out, line);
        }
        output.flush();
        assertEquals(
                200_000L * line.length(),
                sent.stream().mapToLong(text -> text.length() - 4).sum());
        assertTrue(sent.size() < 1000, sent.size() + " messages");
        assertTrue(sent.stream().allMatch(text -> text.length() < JoinedOutput.LONG + 100));
    }

    @Test
    void noPieceOfFourThreadsIsLost() {
        IntStream.range(0, 4).parallel().forEach(thread -> {
            for (int n = 0; n < 10_000; n++) {
                output.print(thread % 2 == 0 ? out : err, thread + "-" + n + "\n");
            }
        });
        output.flush();
        List<String> lines =
                sent.stream().flatMap(text -> text.substring(4).lines()).toList();
        assertEquals(40_000, lines.size());
        for (int thread = 0; thread < 4; thread++) {
            String own = thread + "-";
            assertEquals(
                    IntStream.range(0, 10_000).mapToObj(n -> own + n).toList(),
                    lines.stream().filter(line -> line.startsWith(own)).toList());
        }
    }

    @Test
    void aFlushWithinTheSendersOwnTasksDoesNotWaitForItself() {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> sender.submit(() -> {
                    output.print(out, "a");
                    output.flush();
                })
                .get());
        assertEquals(List.of("out a"), List.copyOf(sent));
    }

    @Test
    void whatIsPrintedDuringASendWaitsForTheNext() throws Exception {
        Consumer<String> echo = message -> {
            sent.add(message);
            output.print(out, "more");
        };
        int first = sender.submit(() -> {
                    output.print(echo, "a");
                    output.flush();
                    return sent.size();
                })
                .get();
        assertEquals(1, first);
        output.flush();
        assertEquals(List.of("a", "out more"), List.copyOf(sent));
    }

    @Test
    void anInterruptedThreadsTextIsSentByAThreadThatIsNot() {
        Consumer<String> strict = message -> sent.add(Thread.currentThread().isInterrupted() + " " + message);
        Thread.currentThread().interrupt();
        output.print(strict, "a");
        output.flush();
        assertTrue(Thread.interrupted(), "the flag is the thread's own still");
        assertEquals(List.of("false a"), List.copyOf(sent));
    }

    @Test
    void whoeverPrintsFasterThanMessagesAreSentWaits() throws InterruptedException {
        CountDownLatch open = new CountDownLatch(1);
        Consumer<String> slow = message -> {
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            sent.add(message);
        };
        Thread printing = new Thread(() -> {
            output.print(slow, "x".repeat(JoinedOutput.LONG));
            sent.add("printed");
        });
        printing.start();
        printing.join(300);
        assertTrue(printing.isAlive());
        open.countDown();
        printing.join();
        assertEquals("printed", sent.stream().reduce((first, last) -> last).orElseThrow());
    }
}
