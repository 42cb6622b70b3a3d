package metammf.spark;

import static metammf.base.MetaMmfException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * An item and its content.
 *
 * @param number what it is in tables of numbers
 * @param id what it is called where it comes from
 * @param content a row of numbers for each modality
 */
record ItemRow(int number, String id, List<float[]> content) {
    /** Reads the columns number, id and a modality each. */
    static ItemRow of(InternalRow row, List<String> modalities) {
        require(!row.isNullAt(0) && !row.isNullAt(1), "items: expected numbers and ids, received none");
        String id = row.getUTF8String(1).toString();
        List<float[]> content = new ArrayList<>();
        for (int m = 0; m < modalities.size(); m++) {
            ArrayData values = row.isNullAt(2 + m) ? null : row.getArray(2 + m);
            boolean isWhole =
                    values != null && IntStream.range(0, values.numElements()).noneMatch(values::isNullAt);
            require(isWhole, "item %s: %s: expected numbers, received none", id, modalities.get(m));
            content.add(values.toFloatArray());
        }
        return new ItemRow(row.getInt(0), id, content);
    }

    /** The content of items, one below the other. */
    static ItemFeatures features(List<ItemRow> items, List<String> modalities) {
        List<Modality> all = new ArrayList<>();
        for (int m = 0; m < modalities.size(); m++) {
            int width = items.get(0).content.get(m).length;
            float[] values = new float[items.size() * width];
            for (int n = 0; n < items.size(); n++) {
                items.get(n).copy(m, modalities.get(m), values, n, width);
            }
            all.add(new Modality(modalities.get(m), items.size(), width, values));
        }
        return ItemFeatures.of(all);
    }

    private void copy(int m, String modality, float[] matrix, int row, int width) {
        float[] values = content.get(m);
        require(
                values.length == width,
                "item %s: %s: expected %d numbers, received %d",
                id,
                modality,
                width,
                values.length);
        for (float value : values) {
            if (!Float.isFinite(value)) { // the message's arguments are objects, too slow to make for every number
                require(false, "item %s: %s: expected finite numbers, received %s", id, modality, value);
            }
        }
        System.arraycopy(values, 0, matrix, row * width, width);
    }
}
