package metammf.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import metammf.MetaMmf;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.folder.Datasets;
import metammf.engine.Adam;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;
import metammf.eval.FullRanking;
import metammf.fusion.FusionConfig;
import metammf.model.Embeddings;
import metammf.model.GcnConfig;
import metammf.model.Recommender;
import metammf.model.Recommender.Step;
import metammf.model.Recommender.Triples;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every step starts from the CPU's parameters on both devices: left alone, two trainings whose parameters differ in the
 * last bit are 0.06 apart after fifty steps on one and the same CPU, because Adam makes full steps of the smallest
 * gradients.
 */
class GpuAgreesWithCpuTest {
    private static final int STEPS = 50;
    private static final float TOLERANCE = 1e-4f;
    private static final Dataset DATA = Datasets.tiktok();

    @ParameterizedTest
    @CsvSource({"mf, cp", "mf, full", "gcn, cp", "gcn, full"})
    void fiftyStepsGiveTheSameLossesParametersAndMetrics(String head, String form) {
        try (Recommender onGpu = model(head, form, gpu());
                Recommender onCpu = model(head, form, Compute.cpu());
                Adam gpuAdam = adam(onGpu);
                Adam cpuAdam = adam(onCpu)) {
            int batch = (DATA.split().train().size() + STEPS - 1) / STEPS;
            for (Triples triples : new TripletSampler(DATA.split().train(), 1, false, 1).epoch(1, batch)) {
                assertEquals(step(onCpu, triples, cpuAdam), step(onGpu, triples, gpuAdam), TOLERANCE);
                onCpu.parameters().forEach((name, expected) -> {
                    NDArray actual = onGpu.parameters().get(name);
                    float[] values = NativeArrays.values(expected);
                    assertArrayEquals(values, NativeArrays.values(actual), TOLERANCE, name);
                    NativeArrays.assign(actual, values);
                });
            }
            assertEquals(precision(onCpu.embeddings()), precision(onGpu.embeddings()), TOLERANCE);
        }
    }

    /** The first GPU; without one the test is skipped, and the message says what is missing. */
    private static Compute gpu() {
        try {
            return Compute.gpu(0);
        } catch (MetaMmfException e) {
            return abort(e.getMessage());
        }
    }

    /** Without dropout, whose masks differ between devices. */
    private static Recommender model(String head, String form, Compute compute) {
        FusionConfig fusion = form.equals("full") ? FusionConfig.full() : FusionConfig.cp(16);
        return head.equals("mf")
                ? MetaMmf.mf(DATA, fusion, compute, 1)
                : MetaMmf.gcn(DATA, fusion, GcnConfig.paper(), compute, 1);
    }

    private static Adam adam(Recommender model) {
        Collection<NDArray> parameters = model.parameters().values();
        parameters.forEach(parameter -> parameter.setRequiresGradient(true));
        return new Adam(parameters, 1e-3, 1e-6);
    }

    private static float step(Recommender model, Triples batch, Adam adam) {
        try (Tape tape = Tape.recording()) {
            NDArray loss = model.loss(batch, Step.first(1), tape);
            adam.step(tape.gradients(loss, model.parameters().values()));
            return loss.getFloat();
        }
    }

    private static double precision(Embeddings embeddings) {
        return FullRanking.at(20)
                .evaluate(embeddings, DATA.split().train(), DATA.split().validation())
                .at(20)
                .precision();
    }
}
