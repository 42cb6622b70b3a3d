package metammf.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import metammf.baseline.MaskSearch.Round;
import metammf.engine.NativeArrays;

/** The last finished round of a search that is under way, in arrays of the engine, which a checkpoint saves. */
final class SearchMemory {
    private static final String PLACE = "search.place"; // number of finished rounds, and mark of the seed

    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    SearchMemory(NDManager owner, UltraGcn backbone) {
        arrays.put(PLACE, NativeArrays.zeros(owner, new Shape(2)));
        arrays.put("search.user", NativeArrays.zeros(owner, backbone.user.getShape()));
        arrays.put("search.item", NativeArrays.zeros(owner, backbone.item.getShape()));
        arrays.put(
                "search.mask",
                NativeArrays.zeros(owner, new Shape(backbone.weight.getShape().get(0))));
    }

    Map<String, NDArray> arrays() {
        return arrays;
    }

    /** Goes on behind the last finished round of the seed; the mask of the last round, (F). */
    float[] rest(MaskSearch search, int rounds, long seed) {
        Round round = reached(seed);
        while (round == null || round.number() < rounds) {
            round = round == null ? search.start() : search.next(round);
            keep(round, seed);
        }
        NativeArrays.assign(arrays.get(PLACE), new float[2]); // another training begins anew
        return round.mask();
    }

    /** Null if there is none. */
    private Round reached(long seed) {
        float[] place = values(PLACE);
        return place[0] == 0 || place[1] != mark(seed)
                ? null
                : new Round((int) place[0] - 1, values("search.user"), values("search.item"), values("search.mask"));
    }

    private float[] values(String name) {
        return NativeArrays.values(arrays.get(name));
    }

    private void keep(Round round, long seed) {
        NativeArrays.assign(arrays.get("search.user"), round.user());
        NativeArrays.assign(arrays.get("search.item"), round.item());
        NativeArrays.assign(arrays.get("search.mask"), round.mask());
        NativeArrays.assign(arrays.get(PLACE), new float[] {round.number() + 1, mark(seed)});
    }

    /** As much of a seed as a float32 can tell. */
    private static float mark(long seed) {
        return seed & 0xFFFFFF;
    }
}
