/**
 * Adds to the numerical engine (PyTorch through DJL) what it lacks: devices, sparse products, gradients, and Adam.
 *
 * <pre>
 * {@link metammf.engine.Compute}       says where, and opens a manager that owns a model's arrays
 * {@link metammf.engine.NativeArrays}  Java's numbers, or random ones, as arrays of that manager
 * {@link metammf.engine.Tape}          open during a step: what is made meanwhile dies with it
 *   {@link metammf.engine.SparseMatrix}          P E, a fixed graph times the nodes' vectors
 *   {@link metammf.engine.SparseMatrix.Pattern}  the same with learned weights, such as attention
 *   {@code Operators}             what only PyTorch itself can do fast
 *   Tape.gradients dL/dparameter
 * {@link metammf.engine.Adam}          one step of the optimiser
 * </pre>
 *
 * <p>A manager owns the parameters of a model, and a tape owns the arrays of a step. Nothing else owns native memory.
 *
 * <p>Sparse products carry their gradient by hand, because the engine would sort the entries anew in every step: for
 * Y = P E, dL/dE = P^T dL/dY, and P^T is kept beside P. The mean over the neighbours of eq. (18) is such a product, with
 * P = D^-1 A for the adjacency A and the degrees D ({@link metammf.model.BipartiteGraph#mean}).
 */
package metammf.engine;
