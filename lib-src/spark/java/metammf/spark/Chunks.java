package metammf.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The elements of a partition, some at a time: the engine wants large products, and a task has little memory. */
final class Chunks<T> implements Iterator<List<T>> {
    private final Iterator<T> elements;
    private final int size;

    private Chunks(Iterator<T> elements, int size) {
        this.elements = elements;
        this.size = size;
    }

    /** Neighbours together, as many as the size says but for the last; none is read before it is asked for. */
    static <T> Stream<List<T>> of(Iterator<T> elements, int size) {
        Iterator<List<T>> chunks = new Chunks<>(elements, size);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(chunks, Spliterator.ORDERED), false);
    }

    @Override
    public boolean hasNext() {
        return elements.hasNext();
    }

    @Override
    public List<T> next() {
        List<T> some = new ArrayList<>();
        while (elements.hasNext() && some.size() < size) {
            some.add(elements.next());
        }
        return some;
    }
}
