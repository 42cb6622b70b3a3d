package metammf.notebook;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Joins printed pieces of text into larger messages. A message is sent as soon as the text is long, a moment after its
 * first piece, and when {@link #flush} is called. All are sent by one thread, in the order in which they were printed;
 * a cell that prints faster than the messages can be sent waits.
 */
final class JoinedOutput {
    static final int LONG = 1 << 16; // characters
    private static final int MOMENT = 100; // milliseconds

    /** What is printed to one place without something for another place in between. */
    private record Message(Consumer<String> place, StringBuilder text) {}

    private final ScheduledExecutorService sender;
    private final Thread thread; // the sender's
    private final Deque<Message> messages = new ArrayDeque<>();
    private int characters; // in these messages
    private boolean asked; // to send them in a moment

    /** Nothing is printed yet; the sender has one thread. */
    JoinedOutput(ScheduledExecutorService sender) {
        this.sender = sender;
        thread = CompletableFuture.supplyAsync(Thread::currentThread, sender).join();
    }

    /** Prints a piece of text to a place that takes the messages; pieces for equal places may be joined. */
    void print(Consumer<String> place, String text) {
        if (add(place, text)) {
            flush();
        }
    }

    /** Whether it is time to send. */
    private synchronized boolean add(Consumer<String> place, String text) {
        if (messages.isEmpty() || !messages.getLast().place().equals(place)) {
            messages.add(new Message(place, new StringBuilder()));
        }
        messages.getLast().text().append(text);
        characters += text.length();
        if (!asked) {
            asked = true;
            sender.schedule(this::send, MOMENT, TimeUnit.MILLISECONDS);
        }
        return characters >= LONG;
    }

    /** The number of messages up to now. */
    private synchronized int begin() {
        asked = false; // it is being done
        return messages.size();
    }

    private synchronized Optional<Message> next() {
        Optional<Message> next = Optional.ofNullable(messages.poll());
        next.ifPresent(message -> characters -= message.text().length());
        return next;
    }

    /** What is printed in the meantime belongs to a later message, else a fast sender would make tiny ones. */
    private void send() {
        for (int left = begin(); left > 0; left--) {
            next().ifPresent(message -> message.place().accept(message.text().toString()));
        }
    }

    /** Returns when everything that was printed before is sent, even if the thread is interrupted. */
    void flush() {
        if (Thread.currentThread() == thread) {
            send(); // within another of the sender's tasks
        } else {
            CompletableFuture.runAsync(this::send, sender).join();
        }
    }
}
