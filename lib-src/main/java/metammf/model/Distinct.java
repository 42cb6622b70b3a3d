package metammf.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The distinct ids of a batch, ascending, so that each one's vector is computed once. */
record Distinct(int[] ids) {
    static Distinct of(int[]... lists) {
        int[] all = IntStream.range(0, lists.length)
                .flatMap(n -> Arrays.stream(lists[n]))
                .toArray();
        Arrays.sort(all);
        int count = 0;
        for (int id : all) {
            if (count == 0 || id != all[count - 1]) {
                all[count++] = id;
            }
        }
        return new Distinct(Arrays.copyOf(all, count));
    }

    /** Where each of the given ids, all of them known, stands among the distinct ones. */
    int[] positions(int[] some) {
        return Arrays.stream(some).map(id -> Arrays.binarySearch(ids, id)).toArray();
    }
}
