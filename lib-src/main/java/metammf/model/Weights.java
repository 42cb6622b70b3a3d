package metammf.model;

import static metammf.base.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import metammf.data.format.Safetensors;
import metammf.data.format.Safetensors.Tensor;
import metammf.engine.NativeArrays;

/** A model's parameters and buffers in a safetensors file. */
final class Weights {
    private Weights() {}

    /** Parameters first. */
    static Map<String, NDArray> of(Recommender model) {
        Map<String, NDArray> arrays = new LinkedHashMap<>(model.parameters());
        arrays.putAll(model.buffers());
        return arrays;
    }

    static void save(Map<String, NDArray> parameters, Path file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        parameters.forEach((name, array) ->
                tensors.put(name, new Tensor(array.getShape().getShape(), NativeArrays.values(array))));
        Safetensors.write(tensors, file);
    }

    /** Checks every name and shape before the first value is changed. */
    static void load(Map<String, NDArray> parameters, Path file) {
        Map<String, Tensor> tensors = Safetensors.read(file);
        require(
                tensors.keySet().equals(parameters.keySet()),
                "%s: missing %s, unknown %s",
                file,
                without(parameters.keySet(), tensors.keySet()),
                without(tensors.keySet(), parameters.keySet()));
        parameters.forEach((name, array) -> requireShape(file, name, array, tensors.get(name)));
        parameters.forEach(
                (name, array) -> NativeArrays.assign(array, tensors.get(name).values()));
    }

    private static Set<String> without(Set<String> names, Set<String> others) {
        Set<String> rest = new TreeSet<>(names);
        rest.removeAll(others);
        return rest;
    }

    private static void requireShape(Path file, String name, NDArray array, Tensor tensor) {
        long[] expected = array.getShape().getShape();
        require(
                Arrays.equals(expected, tensor.shape()),
                "%s: %s: expected shape %s, received %s",
                file,
                name,
                Arrays.toString(expected),
                Arrays.toString(tensor.shape()));
        for (float value : tensor.values()) {
            require(Float.isFinite(value), "%s: %s: expected finite numbers, received %s", file, name, value);
        }
    }
}
