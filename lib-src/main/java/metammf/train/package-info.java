/**
 * Training by Bayesian personalised ranking: eq. (19) of the paper.
 *
 * <pre>
 * {@link metammf.train.TripletSampler}     every training pair (u, i) with a j that u has no training pair with, in batches
 * Recommender.loss   L = mean of -ln sigma(y_ui - y_uj), eq. (19)
 * Tape.gradients     dL/dw for every parameter w
 * {@link metammf.engine.Adam}              the step below
 * {@link metammf.train.History}            after every epoch its loss and its precision@K on the validation split
 * {@link metammf.train.Trainer.Fit}        the best epoch's vectors, when none was better for {@code patience} epochs
 * </pre>
 *
 * <p>The term lambda |Phi|^2 of eq. (19) is Adam's weight decay, as in PyTorch: it is added to the gradient. With the
 * learning rate eta, in step t, for every parameter w:
 *
 * <pre>
 * g = dL/dw + lambda w
 * m = beta_1 m + (1 - beta_1) g
 * v = beta_2 v + (1 - beta_2) g^2
 * w = w - eta (m / (1 - beta_1^t)) / (sqrt(v / (1 - beta_2^t)) + epsilon)
 * </pre>
 *
 * <p>{@link metammf.train.Trainer} runs all this, {@link metammf.train.TrainConfig} holds its numbers, a {@link
 * metammf.train.Trainer.Listener} watches, and a checkpoint file holds everything that a training needs to go on bit for
 * bit. The test split is never read here.
 */
package metammf.train;
