/** What to do with a network on images of one channel: images here have three. */
export const grayscaleRemedy =
  "Networks on one channel are not read. Export it behind a first step that makes one channel of three; in PyTorch: class Grey(torch.nn.Module) with forward(self, x): return model(x.mean(1, keepdim=True)).";
