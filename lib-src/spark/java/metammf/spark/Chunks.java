package metammf.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Row;

/** The rows of a partition, some at a time, as the engine wants large products and a task has little memory. */
final class Chunks implements Iterator<List<Row>> {
    private final Iterator<Row> rows;
    private final int size;

    private Chunks(Iterator<Row> rows, int size) {
        this.rows = rows;
        this.size = size;
    }

    /** What becomes of some rows. */
    interface Work extends Serializable {
        Stream<Row> of(List<Row> some);
    }

    /** Works through a partition; nothing is computed before it is asked for. */
    static Iterator<Row> map(Iterator<Row> rows, int size, Work work) {
        Chunks chunks = new Chunks(rows, size);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(chunks, Spliterator.ORDERED), false)
                .flatMap(work::of)
                .iterator();
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public List<Row> next() {
        List<Row> some = new ArrayList<>();
        while (rows.hasNext() && some.size() < size) {
            some.add(rows.next());
        }
        return some;
    }
}
