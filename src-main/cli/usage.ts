export const usage = `Kinoloom makes video on this machine.

  kinoloom generate --prompt TEXT -o OUT [options]           a prompt becomes a clip
  kinoloom animate IMAGE --prompt TEXT -o OUT [options]      the image is the first frame
  kinoloom extend CLIP --direction forward|backward --seconds S -o OUT [--prompt TEXT] [options]
  kinoloom export PROJECT -o OUT [--preset NAME]             the timeline becomes a file
  kinoloom project new|info|check FILE
  kinoloom packs list|verify                                 the models on this machine
  kinoloom doctor                                            what the program found here

Options of generate, animate and extend:
  --negative TEXT     what should not be seen
  --seconds S         length of the new part, 0.125 to 60 (2)
  --aspect A          16:9, 9:16, 1:1, 4:3 or 21:9
  --size WxH          size of the file in pixels
  --fps N             frames per second of the file, e.g. 24 or 30000/1001
  --seed N            same seed, same clip
  --steps N           denoising steps, 1 to 100
  --guidance G        how closely the prompt is followed, 0 to 20
  --pack ID           which model (animatic)
  --backend B         auto, cpu, cuda, dml, coreml or webgpu
  --raw               the model's own frames, at their own size and rate, without loss

OUT ends in .mp4, .mov, .webm, .gif or .png (a numbered sequence).
Everywhere: --json prints one JSON object, --help this text, --version the version.
Ends with 0 done, 2 wrong usage, 3 bad input, 4 refused by policy, 5 engine or ffmpeg failure, 130 cancelled.
`;
