import { z } from 'zod';

// The page may not compile code from text. Zod would try, once, and each try is reported as a breach of the policy.
z.config({ jitless: true });
